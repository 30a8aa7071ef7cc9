#include "cli/inspection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "drill/description.h"
#include "judge/gates.h"
#include "os/interrupt.h"
#include "os/shell.h"
#include "sql/secrets.h"
#include "sql/statement.h"

namespace ante::cli {
namespace {

using incident::Answer;
using incident::Check;

constexpr Millis for_a_command{60'000};
constexpr std::size_t longest_reason = 300;

Answer not_looked_at(std::string why) { return {.says = "not looked at: " + std::move(why)}; }
Answer it_is_so(std::string says) { return {.holds = true, .says = std::move(says)}; }
Answer it_is_not(std::string says) { return {.holds = false, .says = std::move(says)}; }

std::optional<double> number_in(const std::string& text) {
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool is_one = error == std::errc() && end == text.data() + text.size() && std::isfinite(number) && number >= 0;
  if (!is_one) return std::nullopt;
  return number;
}

// Figures of ante.toml that hold more changes up the smaller they are.
std::map<std::string, double> smaller_is_stricter(const judge::Policy& policy) {
  return {{"longest_hold", policy.longest_hold},
          {"longest_wait", policy.longest_wait},
          {"longest_queue", policy.queue_that_blocks},
          {"oldest_snapshot", policy.oldest_snapshot}};
}
constexpr const char* number_of_approvals = "approvals";

Result<void> can_be_a_gate(const Check& check) {
  auto& wanted = check.parts.front();
  if (check.of == number_of_approvals || smaller_is_stricter({}).contains(check.of)) {
    if (number_in(wanted)) return {};
    return bad_input(fmt::format("'{}' is no figure for {}", wanted, check.of), "gate longest_hold=0.5");
  }
  if (!judge::can_block(check.of))
    return bad_input(fmt::format("'{}' is no finding that can block a change, and no figure of ante.toml", check.of),
                     "docs/findings.md has the findings; figures are approvals, longest_hold, longest_wait, "
                     "longest_queue, oldest_snapshot");
  if (wanted == "block") return {};
  return bad_input(fmt::format("a finding is a gate by being 'block', not '{}'", wanted),
                   fmt::format("gate {}=block", check.of));
}

Result<void> can_be_a_query(const Check& check) {
  if (sql::without_secrets(check.of))
    return bad_input("the query has a secret in it, and the history would keep it", "ask in another way");
  // What the grammar does not know the server decides, in a transaction that may not write.
  if (auto facts = sql::facts(check.of); facts && !facts->only_reads)
    return bad_input("the query does more than read", "sql SELECT …, whose answer is true when it is done");
  return {};
}

Answer gate_as_it_is(const Check& check, const Config& config) {
  auto& wanted = check.parts.front();
  auto file = config.file.string();
  if (auto figure = number_in(wanted)) {
    if (check.of == number_of_approvals) {
      auto says = fmt::format("{} asks for {}", file, counted(config.approval.needed, "approval"));
      return config.approval.needed >= *figure ? it_is_so(says) : it_is_not(says);
    }
    auto now = smaller_is_stricter(config.policy).at(check.of);
    auto says = fmt::format("{} is {} by {}", check.of, now, file);
    return now <= *figure ? it_is_so(says) : it_is_not(says);
  }
  auto waived = judge::set_aside_by(check.of, config.policy);
  if (waived.empty()) return it_is_so(fmt::format("{} stands against every change by {}", check.of, file));
  return it_is_not(fmt::format("{} waives {} for all files: {}", file, check.of, waived));
}

Answer drill_as_it_is(const Check& check, const std::filesystem::path& root) {
  auto folder = contains(check.of, "/") ? root / check.of : root / "drills" / check.of;
  auto drill = drill::read_description(folder);
  return drill ? it_is_so(fmt::format("the drill {} is there", drill->name))
               : it_is_not(one_line(drill.error().what, longest_reason));
}

std::string as_array(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (auto& name : names) quoted.push_back(pg::quote_literal(name));
  return fmt::format("ARRAY[{}]::text[]", join(quoted, ", "));
}

// Columns of an index whose key has no expression among the first `so_many`, in this order.
std::string key_of(std::string_view so_many, std::string_view order) {
  return fmt::format(
      "ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place) "
      "JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number WHERE k.place <= {} ORDER BY "
      "{})",
      so_many, order);
}

Result<Answer> index_as_it_is(pg::Connection& connection, const Check& check) {
  auto columns = check.parts;
  bool is_unique = check.kind == Check::Kind::unique;
  if (is_unique) std::ranges::sort(columns);
  auto so_many = columns.size();
  auto condition = is_unique
                       ? fmt::format("i.indisunique AND i.indnkeyatts = {} AND {} = {}", so_many,
                                     key_of("i.indnkeyatts", "a.attname"), as_array(columns))
                       : fmt::format("{} = {}", key_of(fmt::format("LEAST({}, i.indnkeyatts)", so_many), "k.place"),
                                     as_array(columns));
  auto rows = TRY(connection.query(
      fmt::format("SELECT c.relname, i.indisvalid AND i.indisready AND i.indislive FROM pg_catalog.pg_index i JOIN "
                  "pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = pg_catalog.to_regclass($1) AND "
                  "i.indpred IS NULL AND {} ORDER BY 2 DESC, 1 LIMIT 1",
                  condition),
      {check.of}));
  if (rows.size() == 0)
    return it_is_not(
        fmt::format("{} has no {} ({})", check.of,
                    is_unique ? "unique index of all its rows by" : "index of all its rows that begins with",
                    join(check.parts, ", ")));
  auto name = rows.text(0, 0);
  if (!rows.flag(0, 1)) return it_is_not(fmt::format("index {} of {} is not valid", name, check.of));
  return it_is_so(fmt::format("{} has the index {}", check.of, name));
}

Result<Answer> constraint_as_it_is(pg::Connection& connection, const Check& check) {
  auto& name = check.parts.front();
  auto rows =
      TRY(connection.query("SELECT convalidated FROM pg_catalog.pg_constraint WHERE conrelid = "
                           "pg_catalog.to_regclass($1) AND conname = $2",
                           {check.of, name}));
  if (rows.size() == 0) return it_is_not(fmt::format("{} has no constraint {}", check.of, name));
  if (!rows.flag(0, 0)) return it_is_not(fmt::format("constraint {} of {} is not validated", name, check.of));
  return it_is_so(fmt::format("{} has the constraint {}", check.of, name));
}

Result<Answer> asked(pg::Connection& connection, const Check& check) {
  TRY(connection.execute("BEGIN READ ONLY; SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '2s'"));
  if (check.kind == Check::Kind::sql) {
    // So that the server itself wants one boolean of it. A comment at its end hides nothing.
    auto says = TRY(connection.scalar(fmt::format("SELECT (\n{}\n) IS TRUE", check.of)));
    return says == "t" ? it_is_so("the query says true") : it_is_not("the query does not say true");
  }
  if (TRY(connection.scalar("SELECT pg_catalog.to_regclass($1) IS NOT NULL", {check.of})) != "t")
    return it_is_not(fmt::format("there is no table {}", check.of));
  if (check.kind == Check::Kind::constraint) return constraint_as_it_is(connection, check);
  return index_as_it_is(connection, check);
}

}  // namespace

Result<void> can_be_looked_at(const Check& check) {
  if (check.kind == Check::Kind::gate) return can_be_a_gate(check);
  if (check.kind == Check::Kind::sql) return can_be_a_query(check);
  return {};
}

Result<Answer> Inspection::look(const std::string& written) {
  auto check = incident::read_check(written);
  if (!check) return not_looked_at(check.error().what);
  if (auto can = can_be_looked_at(*check); !can) return not_looked_at(can.error().what);
  switch (check->kind) {
    case Check::Kind::index:
    case Check::Kind::unique:
    case Check::Kind::constraint:
    case Check::Kind::sql:
      return in_the_database(*check);
    case Check::Kind::gate:
    case Check::Kind::drill:
      return in_the_repository(*check);
    case Check::Kind::command:
      return by_command(*check);
  }
  return not_looked_at("nobody knows how");
}

// That it is another database is an error: what is missing there says nothing.
Result<void> Inspection::open() {
  connection_ = pg::Connection::open(
      {means_.database}, {.application = "ante incident", .settings = {{"default_transaction_read_only", "on"}}});
  if (!*connection_) return {};
  auto name = (*connection_)->scalar("SELECT pg_catalog.current_database()");
  if (!name) {
    connection_ = std::unexpected(name.error());
    return {};
  }
  if (*name == means_.name) return {};
  return bad_input(fmt::format("--database leads to {}, and this is the history of {}", *name, means_.name),
                   "give the address of that one, or another --store");
}

Result<Answer> Inspection::in_the_database(const Check& check) {
  if (means_.database.empty()) return not_looked_at("it is in the database, which --database names");
  if (!connection_) TRY(open());
  if (!*connection_) return not_looked_at(one_line(connection_->error().what, longest_reason));
  auto answer = asked(**connection_, check);
  (void)(*connection_)->execute("ROLLBACK");
  if (answer) return answer;
  if (os::interrupted()) return os::interrupted_error();
  return not_looked_at(one_line(answer.error().what, longest_reason));
}

Answer Inspection::in_the_repository(const Check& check) const {
  auto& config = means_.config;
  if (config.file.empty())
    return not_looked_at("there is no ante.toml here or above: call it in the repository, or name it by --config");
  return check.kind == Check::Kind::gate ? gate_as_it_is(check, config) : drill_as_it_is(check, config.telling.folder);
}

Result<Answer> Inspection::by_command(const Check& check) const {
  if (!means_.runs_commands) return not_looked_at("it is a command, which --run-commands lets run");
  auto ended = os::run_command_line({.command = check.of, .folder = means_.config.telling.folder}, for_a_command);
  if (ended) return it_is_so("the command ended well");
  if (os::interrupted()) return os::interrupted_error();
  return it_is_not(one_line(ended.error().what, longest_reason));
}

}  // namespace ante::cli
