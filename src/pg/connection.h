// A connection to a PostgreSQL server: rows, statements, pipelines, each with a deadline. The only user of libpq.
//
// Connection::open is the one way to reach a server. It sets application_name and the limits that its caller asks for,
// so that a production server is never met without them. A Connection belongs to one thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace ante::pg {

// Where a database is: a URL or a conninfo string, and settings that win over what it says.
struct Target {
  std::string conninfo;
  std::vector<std::pair<std::string, std::string>> overrides = {};  // libpq keywords: dbname, user, host, …

  std::string shown() const;  // for people: never a password
};

struct Limits {
  Millis connect{10'000};
  Millis call{60'000};               // every call to the server ends by then, on our side
  std::string application = "ante";  // shown in pg_stat_activity
  // Ctrl-C does not end this one: for the little that has to be said after it. Its other limits should be short.
  bool last_words = false;
  // Set on the server right after connecting, in order: statement_timeout, lock_timeout, default_transaction_read_only
  // …
  std::vector<std::pair<std::string, std::string>> settings = {};
};

using Value = std::optional<std::string>;  // nullopt is NULL

class Rows {
 public:
  Rows() = default;
  int size() const;
  int columns() const;
  std::string_view name(int column) const;
  bool null(int row, int column) const;
  std::string_view text(int row, int column) const;  // "" for NULL
  Value value(int row, int column) const;
  std::int64_t integer(int row, int column) const;
  double real(int row, int column) const;
  bool flag(int row, int column) const;
  std::int64_t affected() const;
  // Rows that an INSERT, UPDATE, DELETE or MERGE changed; of anything else nobody says what it did.
  std::int64_t changed() const { return says_what_it_changed() ? affected() : 0; }
  bool says_what_it_changed() const;

 private:
  friend class Connection;
  friend class Stream;
  explicit Rows(void* result);
  std::shared_ptr<void> result_;
};

struct Column {
  std::string name, type;  // the type as SQL writes it: varchar(20)
  bool operator==(const Column&) const = default;
};

// In a pipeline: a statement, or a prepared one's name, of which is told what it gives.
struct Request {
  std::string text;
  bool describes = false;
};

class Connection {
 public:
  static Result<Connection> open(const Target& target, const Limits& limits = {});
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  // One statement with parameters in text form; all its rows.
  Result<Rows> query(std::string_view sql, std::span<const Value> parameters = {});
  Result<Rows> query(std::string_view sql, std::initializer_list<Value> parameters);
  // The first column of the one row.
  Result<std::string> scalar(std::string_view sql, std::initializer_list<Value> parameters = {});
  // A value in its type's binary form, as text. The type's own code runs, as this connection's user.
  Result<std::string> text_of(std::uint32_t type, std::string_view binary);
  // One or more statements separated by semicolons, as one simple query; the rows of the last one.
  Result<Rows> execute(std::string_view sql);
  // The columns of the rows that a prepared statement gives.
  Result<std::vector<Column>> describe(const std::string& prepared);
  // Sends all statements in one pipeline; a result for each. After an error the rest of the pipeline is skipped by the
  // server, so each statement is its own implicit transaction and its own synchronisation point.
  std::vector<Result<Rows>> pipeline(std::span<const std::string> statements) {
    std::vector<Request> requests;
    for (auto& statement : statements) requests.push_back({statement});
    return pipeline(std::span<const Request>(requests));
  }
  std::vector<Result<Rows>> pipeline(std::span<const Request> requests);
  // What was told of a prepared statement in a pipeline that has ended.
  Result<std::vector<Column>> columns_of(const Rows& described);
  // COPY … FROM STDIN with rows in text format, escaped here.
  Result<void> copy_in(std::string_view copy_statement, const std::function<bool(std::vector<Value>& row)>& next_row);

  // Sends a statement and does not wait; `ready` says whether `finish` would not block.
  Result<void> send(std::string_view sql);
  Result<bool> ready(Millis wait_at_most);
  Result<Rows> finish();
  void cancel();
  // For a statement of a stranger, whose rows nobody wants: they are dropped as they come, so that no statement can
  // fill our memory. `copy_data` is what follows a COPY … FROM stdin. `discard` is true once the statement has ended.
  Result<void> send_discarding(std::string_view sql, std::string_view copy_data = {});
  Result<bool> discard(Millis wait_at_most);

  int server_version() const;  // 150004
  int server_major() const { return server_version() / 10000; }
  int backend_pid() const;
  bool in_transaction() const;
  bool in_failed_transaction() const;
  std::string setting(std::string_view name) const;  // what the server reported: server_encoding, in_hot_standby, …
  void set_call_limit(Millis limit);
  // Messages of level NOTICE and above that the server sent since the last call.
  std::vector<std::string> take_notices();

 private:
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

std::string quote_identifier(std::string_view name);
std::string quote_literal(std::string_view text);

}  // namespace ante::pg
