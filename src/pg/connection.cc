#include "pg/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>

#include "base/text.h"
#include "os/interrupt.h"
#include "pg/error_field.h"

namespace ante::pg {
namespace {

using Clock = std::chrono::steady_clock;

enum class Woke { ready, deadline, interrupt };

struct Keywords {
  std::vector<std::string> names, values;
  std::vector<const char*> name_pointers, value_pointers;
  void add(std::string name, std::string value) {
    names.push_back(std::move(name));
    values.push_back(std::move(value));
  }
  void seal() {
    for (auto& name : names) name_pointers.push_back(name.c_str());
    for (auto& value : values) value_pointers.push_back(value.c_str());
    name_pointers.push_back(nullptr);
    value_pointers.push_back(nullptr);
  }
};

// What libpq says of a failed connection, as an error that says what to do. The server's own words stay in it.
Error connection_error(const Target& target, std::string_view said) {
  std::string message = one_line(said, 600);
  auto has = [&](std::string_view part) { return contains(message, part); };
  Error error{fmt::format("cannot connect to {}: {}", target.shown(), message)};
  if (has("password authentication failed") || has("no password supplied")) {
    error.exit = Exit::bad_input;
    error.next =
        "check the user and the password; a password belongs into ~/.pgpass or PGPASSWORD, not on the command line";
  } else if (has("does not exist") && has("database")) {
    error.exit = Exit::bad_input;
    error.next = "check the database's name at the end of the address";
  } else if (has("role") && has("does not exist")) {
    error.exit = Exit::bad_input;
    error.next = "check the user's name in the address";
  } else if (has("could not translate host name")) {
    error.exit = Exit::bad_input;
    error.next = "check the host's name";
  } else if (has("no pg_hba.conf entry")) {
    error.exit = Exit::bad_input;
    error.next = "the server does not let this user in from here: its pg_hba.conf decides, or add sslmode=require";
  } else if (has("SSL") || has("certificate")) {
    error.exit = Exit::bad_input;
    error.next = "check sslmode and sslrootcert in the address";
  } else if (has("Connection refused") || has("No such file or directory")) {
    error.next = "is the server running, and is the port right?";
  } else if (has("too many clients") || has("remaining connection slots")) {
    error.next = "the server has no free connection; free one or try again later";
  } else if (has("starting up")) {
    error.next = "the server is starting; try again in a moment";
  }
  return error;
}

// libpq looks for the end of the password at the first /, so that one with a / in it is taken for a host, a port or a
// name, and would be shown.
bool may_show_a_password(std::string_view host, std::string_view port, std::string_view dbname) {
  return host.find('@') != host.npos || dbname.find('@') != dbname.npos ||
         port.find_first_not_of("0123456789,") != port.npos;
}

constexpr const char* unreadable = "an address that cannot be read";

}  // namespace

std::string Target::shown() const {
  char* message = nullptr;
  PQconninfoOption* options = PQconninfoParse(conninfo.c_str(), &message);
  std::string user, host, port, dbname;
  auto take = [&](std::string_view keyword, const char* value) {
    if (!value || !*value) return;
    if (keyword == "user") user = value;
    if (keyword == "host" || (keyword == "hostaddr" && host.empty())) host = value;
    if (keyword == "port") port = value;
    if (keyword == "dbname") dbname = value;
  };
  if (options) {
    for (auto* option = options; option->keyword; ++option) take(option->keyword, option->val);
    PQconninfoFree(options);
  }
  if (message) PQfreemem(message);
  for (auto& [keyword, value] : overrides) take(keyword, value.c_str());
  if (may_show_a_password(host, port, dbname)) return unreadable;
  std::string text = "postgresql://";
  if (!user.empty()) text += user + "@";
  text += host.empty() ? "local" : host;
  if (!port.empty()) text += ":" + port;
  if (!dbname.empty()) text += "/" + dbname;
  return text;
}

struct Connection::State {
  PGconn* connection = nullptr;
  Millis call_limit{60'000};
  std::string shown;
  std::vector<std::string> notices;
  std::map<std::pair<::Oid, int>, std::string> type_names;  // of what was described, with its modifier
  std::string copy_data;                                    // of the statement that is being discarded
  std::optional<Error> discarded_error;
  bool last_words = false;

  ~State() { PQfinish(connection); }

  // Waits until the socket is ready, the deadline passes or somebody presses Ctrl-C.
  Woke wait(short events, Clock::time_point until) const {
    int signal = last_words ? -1 : os::interrupt_fd();  // poll passes over what is no file
    for (;;) {
      auto left = std::chrono::duration_cast<Millis>(until - Clock::now()).count();
      std::array<pollfd, 2> watched{pollfd{PQsocket(connection), events, 0}, pollfd{signal, POLLIN, 0}};
      int count = ::poll(watched.data(), watched.size(), left < 0 ? 0 : static_cast<int>(left));
      if (!last_words && os::interrupted()) return Woke::interrupt;
      if (count > 0 && watched[0].revents) return Woke::ready;
      if (count == 0 && Clock::now() >= until) return Woke::deadline;
    }
  }

  Clock::time_point deadline() const { return Clock::now() + call_limit; }
  Error lost() {
    return {fmt::format("the connection to {} was lost: {}", shown, one_line(PQerrorMessage(connection), 300)),
            "is the server still running? Run the command again"};
  }
  Error gave_up(Woke why) {
    cancel_now();
    if (why == Woke::interrupt) return os::interrupted_error().error();
    return {fmt::format("{} did not answer within {}", shown, human(call_limit)),
            "the server may be overloaded or a lock may be held; try again"};
  }
  void cancel_now() {
    if (PGcancel* handle = PQgetCancel(connection)) {
      std::array<char, 256> buffer{};
      PQcancel(handle, buffer.data(), buffer.size());
      PQfreeCancel(handle);
    }
  }
  Result<void> flush(Clock::time_point until) {
    for (;;) {
      int rest = PQflush(connection);
      if (rest == 0) return {};
      if (rest < 0) return std::unexpected(lost());
      auto woke = wait(POLLIN | POLLOUT, until);
      if (woke != Woke::ready) return std::unexpected(gave_up(woke));
      if (!PQconsumeInput(connection)) return std::unexpected(lost());
    }
  }
  Result<void> discard_copy(Clock::time_point until) {
    for (char* row = nullptr;;) {
      int length = PQgetCopyData(connection, &row, 1);
      if (length < 0) return {};
      if (length > 0) {
        PQfreemem(row);
        continue;
      }
      auto woke = wait(POLLIN, until);
      if (woke != Woke::ready) return std::unexpected(gave_up(woke));
      if (!PQconsumeInput(connection)) return std::unexpected(lost());
    }
  }
  // The next result, or nullptr where there is none left for the current command.
  Result<PGresult*> next(Clock::time_point until) {
    while (PQisBusy(connection)) {
      auto woke = wait(POLLIN, until);
      if (woke != Woke::ready) {
        auto error = gave_up(woke);
        // The cancelled command is drained, so that the connection can still be used to leave in good order.
        auto grace = Clock::now() + std::chrono::seconds(5);
        while (PQisBusy(connection) && Clock::now() < grace) {
          pollfd watched{PQsocket(connection), POLLIN, 0};
          ::poll(&watched, 1, 100);
          if (!PQconsumeInput(connection)) break;
        }
        return std::unexpected(std::move(error));
      }
      if (!PQconsumeInput(connection)) return std::unexpected(lost());
    }
    return PQgetResult(connection);
  }
};

namespace {
void on_notice(void* sink, const PGresult* result) {
  auto& notices = *static_cast<std::vector<std::string>*>(sink);
  if (notices.size() >= 1000) return;
  std::string message = error_field(result, PG_DIAG_SEVERITY) + ": " + error_field(result, PG_DIAG_MESSAGE_PRIMARY);
  notices.push_back(std::move(message));
}
}  // namespace

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const Target& target, const Limits& limits) {
  {
    char* message = nullptr;
    PQconninfoOption* parsed = PQconninfoParse(target.conninfo.c_str(), &message);
    if (!parsed) {
      // libpq's message may quote the whole string, password and all: it is not shown.
      if (message) PQfreemem(message);
      return bad_input("that is not a PostgreSQL address",
                       "write it as postgresql://user@host:5432/database, or as 'host=… dbname=…'");
    }
    PQconninfoFree(parsed);
    if (target.shown() == unreadable)
      return bad_input("the address cannot be read: there is a / or an @ where none belongs",
                       "in a password, write / as %2F, @ as %40 and : as %3A; or leave it to PGPASSWORD or ~/.pgpass");
  }
  Keywords keywords;
  // A network that swallows everything holds nobody up for minutes, a cancellation least of all. The address may say
  // otherwise: what comes later wins.
  keywords.add("tcp_user_timeout", "15000");
  keywords.add("dbname", target.conninfo);
  for (auto& [name, value] : target.overrides) keywords.add(name, value);
  keywords.add("application_name", limits.application);
  keywords.add("client_encoding", "UTF8");
  keywords.seal();

  auto state = std::make_unique<State>();
  state->call_limit = limits.call;
  state->last_words = limits.last_words;
  state->shown = target.shown();
  state->connection = PQconnectStartParams(keywords.name_pointers.data(), keywords.value_pointers.data(), 1);
  if (!state->connection) return undecided("out of memory while connecting");
  auto deadline = Clock::now() + limits.connect;
  for (auto status = PGRES_POLLING_WRITING; status != PGRES_POLLING_OK;) {
    if (status == PGRES_POLLING_FAILED || PQstatus(state->connection) == CONNECTION_BAD)
      return std::unexpected(connection_error(target, PQerrorMessage(state->connection)));
    auto woke = state->wait(status == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
    if (woke == Woke::interrupt) return os::interrupted_error();
    if (woke == Woke::deadline)
      return undecided(fmt::format("no answer from {} within {}", state->shown, human(limits.connect)),
                       "check the host, the port and the network in between");
    status = PQconnectPoll(state->connection);
  }
  PQsetnonblocking(state->connection, 1);
  PQsetNoticeReceiver(state->connection, on_notice, &state->notices);

  Connection connection(std::move(state));
  if (!limits.settings.empty()) {
    std::string sql = "SELECT pg_catalog.set_config(n, v, false) FROM (VALUES ";
    for (std::size_t i = 0; i < limits.settings.size(); ++i) {
      auto& [name, value] = limits.settings[i];
      sql += fmt::format("{}({}, {})", i ? ", " : "", quote_literal(name), quote_literal(value));
    }
    auto set = connection.query(sql + ") AS s(n, v)");
    if (!set) return at(fmt::format("setting the limits of the session at {}", connection.state_->shown), set.error());
  }
  return connection;
}

Result<Rows> Connection::query(std::string_view sql, std::initializer_list<Value> parameters) {
  return query(sql, std::span(parameters.begin(), parameters.size()));
}

Result<Rows> Connection::query(std::string_view sql, std::span<const Value> parameters) {
  std::vector<const char*> values;
  for (auto& parameter : parameters) values.push_back(parameter ? parameter->c_str() : nullptr);
  std::string text(sql);
  if (!PQsendQueryParams(state_->connection, text.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                         nullptr, nullptr, 0))
    return std::unexpected(state_->lost());
  return finish();
}

Result<std::string> Connection::scalar(std::string_view sql, std::initializer_list<Value> parameters) {
  auto rows = TRY(query(sql, parameters));
  if (rows.size() != 1 || rows.columns() < 1)
    return undecided(fmt::format("expected one row from: {}", one_line(sql, 120)));
  return std::string(rows.text(0, 0));
}

Result<std::string> Connection::text_of(std::uint32_t type, std::string_view binary) {
  const ::Oid types[] = {type};
  const char* values[] = {binary.empty() ? "" : binary.data()};
  const int lengths[] = {static_cast<int>(binary.size())}, formats[] = {1};
  // Not a cast: char(n) would lose its spaces.
  if (!PQsendQueryParams(state_->connection, "SELECT pg_catalog.format('%s', $1)", 1, types, values, lengths, formats,
                         0))
    return std::unexpected(state_->lost());
  auto rows = TRY(finish());
  return std::string(rows.text(0, 0));
}

Result<std::vector<Column>> Connection::describe(const std::string& prepared) {
  if (!PQsendDescribePrepared(state_->connection, prepared.c_str())) return std::unexpected(state_->lost());
  return columns_of(TRY(finish()));
}

Result<std::vector<Column>> Connection::columns_of(const Rows& rows) {
  auto* result = static_cast<const PGresult*>(rows.result_.get());
  auto& names = state_->type_names;
  auto type_of = [&](int i) { return std::pair(PQftype(result, i), PQfmod(result, i)); };
  std::vector<std::pair<::Oid, int>> asked;
  std::string types;
  for (int i = 0; i < rows.columns(); ++i) {
    if (names.contains(type_of(i)) || std::ranges::find(asked, type_of(i)) != asked.end()) continue;
    types += fmt::format("{}format_type({}, {})", asked.empty() ? "" : ", ", PQftype(result, i), PQfmod(result, i));
    asked.push_back(type_of(i));
  }
  if (!asked.empty()) {
    auto named = TRY(query("SELECT " + types));
    for (std::size_t i = 0; i < asked.size(); ++i) names[asked[i]] = std::string(named.text(0, static_cast<int>(i)));
  }
  std::vector<Column> columns;
  for (int i = 0; i < rows.columns(); ++i) columns.push_back({std::string(rows.name(i)), names[type_of(i)]});
  return columns;
}

Result<Rows> Connection::execute(std::string_view sql) {
  TRY(send(sql));
  return finish();
}

Result<void> Connection::send(std::string_view sql) {
  std::string text(sql);
  if (!PQsendQuery(state_->connection, text.c_str())) return std::unexpected(state_->lost());
  return {};
}

Result<bool> Connection::ready(Millis wait_at_most) {
  auto until = Clock::now() + wait_at_most;
  if (PQflush(state_->connection) < 0) return std::unexpected(state_->lost());
  while (PQisBusy(state_->connection)) {
    auto woke = state_->wait(POLLIN, until);
    if (woke == Woke::interrupt) return os::interrupted_error();
    if (woke == Woke::deadline) return false;
    if (!PQconsumeInput(state_->connection)) return std::unexpected(state_->lost());
  }
  return true;
}

// Collects the results of the command under way: the last one's rows, or the first error.
Result<Rows> Connection::finish() {
  auto until = state_->deadline();
  TRY(state_->flush(until));
  Rows last;
  std::optional<Error> failed;
  for (;;) {
    PGresult* result = TRY(state_->next(until));
    if (!result) break;
    Rows rows(result);
    switch (PQresultStatus(result)) {
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
      case PGRES_EMPTY_QUERY:
        last = std::move(rows);
        break;
      case PGRES_COPY_IN:
        PQputCopyEnd(state_->connection, "COPY FROM STDIN has no data here");
        break;
      case PGRES_COPY_OUT:
      case PGRES_COPY_BOTH: {
        TRY(state_->discard_copy(until));
        break;
      }
      default:
        if (!failed) failed = error_of(result);
    }
    if (PQstatus(state_->connection) == CONNECTION_BAD) {
      if (!failed || failed->sqlstate.empty()) failed = state_->lost();
      break;
    }
  }
  if (failed) return std::unexpected(std::move(*failed));
  return last;
}

Result<void> Connection::send_discarding(std::string_view sql, std::string_view copy_data) {
  state_->copy_data = copy_data;
  state_->discarded_error.reset();
  TRY(send(sql));
  PQsetSingleRowMode(state_->connection);
  return {};
}

// One turn of the conversation at a time, never waiting longer than it was asked to.
Result<bool> Connection::discard(Millis wait_at_most) {
  auto* connection = state_->connection;
  auto until = Clock::now() + wait_at_most;
  auto wait_for_input = [&]() -> Result<bool> {
    if (PQflush(connection) < 0) return std::unexpected(state_->lost());
    auto woke = state_->wait(POLLIN, until);
    if (woke == Woke::interrupt) return os::interrupted_error();
    if (woke == Woke::deadline) return false;
    if (!PQconsumeInput(connection)) return std::unexpected(state_->lost());
    return true;
  };
  while (Clock::now() < until) {
    if (PQisBusy(connection)) {
      if (!TRY(wait_for_input())) return false;
      continue;
    }
    PGresult* result = PQgetResult(connection);
    if (!result) {
      if (state_->discarded_error) return std::unexpected(*std::exchange(state_->discarded_error, std::nullopt));
      if (PQstatus(connection) == CONNECTION_BAD) return std::unexpected(state_->lost());
      return true;
    }
    Rows rows(result);
    auto status = PQresultStatus(result);
    if (status == PGRES_COPY_IN) {
      auto& data = state_->copy_data;
      if (!data.empty()) PQputCopyData(connection, data.data(), static_cast<int>(data.size()));
      PQputCopyEnd(connection, data.empty() ? "there is no data after COPY FROM STDIN" : nullptr);
      data.clear();
    } else if (status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
      char* row = nullptr;
      int length = 0;
      while (Clock::now() < until && (length = PQgetCopyData(connection, &row, 1)) >= 0) {
        if (length > 0) PQfreemem(row);
        if (length == 0 && !TRY(wait_for_input())) return false;
      }
    } else if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
      if (!state_->discarded_error) state_->discarded_error = error_of(result);
    }
  }
  return false;
}

std::vector<Result<Rows>> Connection::pipeline(std::span<const Request> requests) {
  std::vector<Result<Rows>> results;
  results.reserve(requests.size());
  auto fail_rest = [&](const Error& error) {
    while (results.size() < requests.size()) results.emplace_back(std::unexpected(error));
  };
  auto* connection = state_->connection;
  if (!PQenterPipelineMode(connection)) {
    fail_rest(state_->lost());
    return results;
  }
  auto until = Clock::now() + state_->call_limit;
  // A window of statements is under way at a time, so that neither side's buffers fill while both are writing.
  constexpr std::size_t window = 256;
  std::size_t sent = 0;
  while (results.size() < requests.size()) {
    while (sent < requests.size() && sent - results.size() < window) {
      if (auto& [text, describes] = requests[sent]; describes)
        PQsendDescribePrepared(connection, text.c_str());
      else
        PQsendQueryParams(connection, text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0);
      PQpipelineSync(connection);
      ++sent;
    }
    if (auto flushed = state_->flush(until); !flushed) {
      fail_rest(flushed.error());
      break;
    }
    // One statement's results: its own, a null, and the synchronisation point.
    std::optional<Result<Rows>> one;
    for (bool synchronised = false; !synchronised;) {
      auto result = state_->next(until);
      if (!result) {
        fail_rest(result.error());
        break;
      }
      if (!*result) {
        if (PQstatus(connection) == CONNECTION_BAD) {
          fail_rest(state_->lost());
          break;
        }
        continue;
      }
      Rows rows(*result);
      switch (PQresultStatus(*result)) {
        case PGRES_PIPELINE_SYNC:
          synchronised = true;
          break;
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY:
          one = std::move(rows);
          break;
        case PGRES_PIPELINE_ABORTED:
          break;
        default:
          if (!one) one = std::unexpected(error_of(*result));
      }
    }
    until = Clock::now() + state_->call_limit;
    if (results.size() < requests.size()) results.push_back(one ? std::move(*one) : Result<Rows>(Rows()));
  }
  PQexitPipelineMode(connection);
  return results;
}

Result<void> Connection::copy_in(std::string_view copy_statement,
                                 const std::function<bool(std::vector<Value>& row)>& next_row) {
  auto until = state_->deadline();
  std::string text(copy_statement);
  auto* connection = state_->connection;
  if (!PQsendQuery(connection, text.c_str())) return std::unexpected(state_->lost());
  PGresult* opened = TRY(state_->next(until));
  if (opened) {
    Rows rows(opened);
    if (PQresultStatus(opened) != PGRES_COPY_IN) {
      Error error = error_of(opened);
      (void)finish();
      return std::unexpected(std::move(error));
    }
  }
  std::string buffer;
  auto put = [&]() -> Result<void> {
    for (;;) {
      int done = PQputCopyData(connection, buffer.data(), static_cast<int>(buffer.size()));
      if (done < 0) return std::unexpected(state_->lost());
      if (done > 0) break;
      TRY(state_->flush(until));
    }
    buffer.clear();
    return {};
  };
  std::vector<Value> row;
  while (row.clear(), next_row(row)) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i) buffer += '\t';
      if (!row[i]) {
        buffer += "\\N";
        continue;
      }
      for (char c : *row[i]) {
        switch (c) {
          case '\\':
            buffer += "\\\\";
            break;
          case '\n':
            buffer += "\\n";
            break;
          case '\r':
            buffer += "\\r";
            break;
          case '\t':
            buffer += "\\t";
            break;
          default:
            buffer += c;
        }
      }
    }
    buffer += '\n';
    if (buffer.size() > 1 << 16) TRY(put());
  }
  if (!buffer.empty()) TRY(put());
  while (PQputCopyEnd(connection, nullptr) == 0) TRY(state_->flush(until));
  TRY(finish());
  return {};
}

void Connection::cancel() { state_->cancel_now(); }
int Connection::server_version() const { return PQserverVersion(state_->connection); }
int Connection::backend_pid() const { return PQbackendPID(state_->connection); }
bool Connection::in_transaction() const {
  auto status = PQtransactionStatus(state_->connection);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}
bool Connection::in_failed_transaction() const { return PQtransactionStatus(state_->connection) == PQTRANS_INERROR; }
std::string Connection::setting(std::string_view name) const {
  const char* value = PQparameterStatus(state_->connection, std::string(name).c_str());
  return value ? value : "";
}
void Connection::set_call_limit(Millis limit) { state_->call_limit = limit; }
std::vector<std::string> Connection::take_notices() { return std::exchange(state_->notices, {}); }

std::string quote_identifier(std::string_view name) {
  return "\"" + replace_all(std::string(name), "\"", "\"\"") + "\"";
}

std::string quote_literal(std::string_view text) {
  std::string quoted = "'" + replace_all(std::string(text), "'", "''") + "'";
  if (!contains(text, "\\")) return quoted;
  return " E" + replace_all(std::move(quoted), "\\", "\\\\");
}

}  // namespace ante::pg
