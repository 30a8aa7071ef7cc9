#include "pg/stream.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <deque>

#include "base/text.h"
#include "pg/error_field.h"

namespace ante::pg {
namespace {

// By Stream::Command.
constexpr const char* commands[] = {"BEGIN", "COMMIT", "ROLLBACK"};

std::string options_of(const std::vector<std::pair<std::string, std::string>>& settings) {
  std::string options;
  for (auto& [name, value] : settings)
    options += fmt::format("-c {}={} ", name, replace_all(replace_all(value, "\\", "\\\\"), " ", "\\ "));
  return options;
}

// What the address, or else the environment, gives a session already.
std::string own_options(const Target& target) {
  std::string options;
  if (const char* set = std::getenv("PGOPTIONS")) options = set;
  PQconninfoOption* parsed = PQconninfoParse(target.conninfo.c_str(), nullptr);
  for (auto* option = parsed; option && option->keyword; ++option)
    if (std::string_view(option->keyword) == "options" && option->val) options = option->val;
  PQconninfoFree(parsed);
  return options;
}

void ignore_notice(void*, const PGresult*) {}

}  // namespace

struct Stream::Inside {
  PGconn* connection = nullptr;
  PostgresPollingStatusType connecting = PGRES_POLLING_WRITING;
  bool lost = false;
  bool unsent = false;
  std::vector<bool> prepared = {};
  enum class Kind { preparation, statement, sync };
  struct Sent {
    Kind kind;
    std::size_t statement = 0;  // that is prepared
  };
  std::deque<Sent> sent = {};  // whose replies are still to come
  bool between = false;        // a statement's result was read, the NULL that ends it not yet

  ~Inside() { PQfinish(connection); }

  void check(int accepted) {
    if (!accepted) lost = true;
  }
};

Stream::Stream(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Result<Stream> Stream::begin(const Target& target, std::string_view application,
                             const std::vector<std::pair<std::string, std::string>>& settings) {
  std::vector<std::pair<std::string, std::string>> keywords{{"dbname", target.conninfo}};
  keywords.insert(keywords.end(), target.overrides.begin(), target.overrides.end());
  keywords.emplace_back("application_name", application);
  keywords.emplace_back("client_encoding", "UTF8");
  if (!settings.empty()) keywords.emplace_back("options", own_options(target) + " " + options_of(settings));
  std::vector<const char*> names, values;
  for (auto& [name, value] : keywords) names.push_back(name.c_str()), values.push_back(value.c_str());
  names.push_back(nullptr), values.push_back(nullptr);

  auto inside = std::make_unique<Inside>();
  inside->connection = PQconnectStartParams(names.data(), values.data(), 1);
  if (!inside->connection) return undecided("out of memory while connecting");
  if (PQstatus(inside->connection) == CONNECTION_BAD) inside->lost = true;
  PQsetnonblocking(inside->connection, 1);
  PQsetNoticeReceiver(inside->connection, ignore_notice, nullptr);
  return Stream(std::move(inside));
}

Stream::State Stream::state() const {
  if (inside_->lost) return State::lost;
  return inside_->connecting == PGRES_POLLING_OK ? State::open : State::connecting;
}

int Stream::socket() const { return PQsocket(inside_->connection); }

bool Stream::wants_to_write() const {
  return state() == State::connecting ? inside_->connecting == PGRES_POLLING_WRITING : inside_->unsent;
}

void Stream::advance() {
  auto& in = *inside_;
  if (in.lost) return;
  if (in.connecting != PGRES_POLLING_OK) {
    in.connecting = PQconnectPoll(in.connection);
    if (in.connecting == PGRES_POLLING_FAILED) in.lost = true;
    if (in.connecting == PGRES_POLLING_OK) in.check(PQenterPipelineMode(in.connection));
    return;
  }
  in.check(PQconsumeInput(in.connection));
  if (in.unsent) flush();
}

void Stream::execute(int statement, std::string_view sql, std::span<const Value> parameters) {
  send(std::size(commands) + static_cast<std::size_t>(statement), sql, parameters);
}

void Stream::command(Command command) {
  auto slot = static_cast<std::size_t>(command);
  send(slot, commands[slot], {});
}

void Stream::send(std::size_t slot, std::string_view sql, std::span<const Value> parameters) {
  auto& in = *inside_;
  char name[32];
  *fmt::format_to(name, "s{}", slot) = 0;
  if (in.prepared.size() <= slot) in.prepared.resize(slot + 1);
  if (!in.prepared[slot]) {
    in.check(PQsendPrepare(in.connection, name, std::string(sql).c_str(), 0, nullptr));
    in.sent.push_back({Inside::Kind::preparation, slot});
    in.prepared[slot] = true;
  }
  constexpr std::size_t most = 64;
  const char* values[most];
  CHECK_THAT(parameters.size() <= most);
  for (std::size_t i = 0; i < parameters.size(); ++i) values[i] = parameters[i] ? parameters[i]->c_str() : nullptr;
  in.check(PQsendQueryPrepared(in.connection, name, static_cast<int>(parameters.size()), values, nullptr, nullptr, 0));
  in.sent.push_back({Inside::Kind::statement});
}

void Stream::sync() {
  inside_->check(PQpipelineSync(inside_->connection));
  inside_->sent.push_back({Inside::Kind::sync});
}

void Stream::flush() {
  int left = PQflush(inside_->connection);
  if (left < 0) inside_->lost = true;
  inside_->unsent = left > 0;
}

std::optional<Stream::Reply> Stream::next() {
  auto& in = *inside_;
  while (!in.sent.empty() && !in.lost) {
    if (PQisBusy(in.connection)) return std::nullopt;
    PGresult* result = PQgetResult(in.connection);
    Rows rows(result);
    if (in.between && !result) {
      in.between = false;
      continue;
    }
    if (in.between || !result) {  // the server went away in the middle
      in.lost = true;
      break;
    }
    auto what = in.sent.front();
    in.sent.pop_front();
    auto status = PQresultStatus(result);
    in.between = status != PGRES_PIPELINE_SYNC;
    if (what.kind == Inside::Kind::preparation && status != PGRES_COMMAND_OK) in.prepared[what.statement] = false;
    if (PQstatus(in.connection) == CONNECTION_BAD) {
      in.lost = true;
      return Reply{
          Reply::Kind::failed, {}, error_field(result, PG_DIAG_SQLSTATE), error_field(result, PG_DIAG_MESSAGE_PRIMARY)};
    }
    switch (status) {
      case PGRES_PIPELINE_SYNC:
        return Reply{Reply::Kind::synced};
      case PGRES_PIPELINE_ABORTED:
        if (what.kind == Inside::Kind::preparation) continue;
        return Reply{Reply::Kind::skipped};
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
      case PGRES_EMPTY_QUERY:
        if (what.kind == Inside::Kind::preparation) continue;
        return Reply{Reply::Kind::done, std::move(rows)};
      default:
        return Reply{Reply::Kind::failed,
                     {},
                     error_field(result, PG_DIAG_SQLSTATE),
                     error_field(result, PG_DIAG_MESSAGE_PRIMARY)};
    }
  }
  return std::nullopt;
}

bool Stream::in_transaction() const { return PQtransactionStatus(inside_->connection) != PQTRANS_IDLE; }

std::string Stream::said() const { return one_line(PQerrorMessage(inside_->connection), 300); }

}  // namespace ante::pg
