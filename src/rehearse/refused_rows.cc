#include "rehearse/refused_rows.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <regex>
#include <vector>

#include "base/text.h"
#include "rehearse/refused_values.h"
#include "sql/write.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

// Whether a trigger before the INSERT may give the column `a` a value of its own: its function names the column, or
// hands on a row that it has made. What is not PL/pgSQL nobody reads.
constexpr const char* trigger_may_give = R"sql(EXISTS (SELECT FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 2 = 2 AND t.tgtype & 4 = 4
    AND (l.lanname <> 'plpgsql' OR pg_catalog.strpos(pg_catalog.lower(p.prosrc), pg_catalog.lower(a.attname)) > 0
      OR p.prosrc OPERATOR(pg_catalog.~*)
        '\mnew\M\s*:?=|\minto\s+(strict\s+)?new\M|\mreturn\s+(?!(new|null|old)\s*;)')))sql";

// The columns for which the plan hands on nothing.
Result<std::set<std::string>> columns_left_out(pg::Connection& server, const PlanNode& plan) {
  std::set<std::string> columns;
  auto rows = TRY(server.query(fmt::format(R"sql(
    SELECT a.attname, a.attnotnull AND NOT a.attisdropped AND a.attgenerated = '' AND NOT {}
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 ORDER BY a.attnum)sql",
                                           trigger_may_give),
                               {plan.schema, plan.relation}));
  auto& given = rows_of_insert(plan)->output;
  for (int i = 0; i < rows.size() && i < std::ssize(given); ++i)
    if (rows.flag(i, 1) && given[static_cast<std::size_t>(i)].starts_with("NULL::")) columns.emplace(rows.text(i, 0));
  return columns;
}

// What is written into each column, by its bare name: an expression.
using Given = std::map<std::string, std::string>;

bool is_parameter(const std::string& value) {
  static const std::regex one(R"rx(\(*\$[1-9]\d{0,3}\)*(::[\w ."()]{1,80})?)rx");
  return value.size() < 100 && std::regex_match(value, one);
}

// The CHECKs that refuse the row, as far as its values stand in the statement itself; and those that refuse some of the
// values that one column is known to have, where a parameter gives it. `event`: of triggers, 4 for INSERT, 16 for
// UPDATE.
Result<void> add_checks_that_refuse(pg::Connection& server, pg::Connection& session, const PlanNode& plan,
                                    const Given& given, int event, Refusals& refusals) {
  auto checks = TRY(server.query(
      fmt::format(R"sql(
    SELECT k.conname, pg_catalog.pg_get_expr(k.conbin, c.oid), a.attname, pg_catalog.quote_ident(a.attname), {},
           pg_catalog.format_type(a.atttypid, a.atttypmod)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
    WHERE n.nspname = $1 AND c.relname = $2 ORDER BY k.conname, a.attnum)sql",
                  replace_all(trigger_may_give, "t.tgtype & 4 = 4", fmt::format("t.tgtype & {0} = {0}", event))),
      {plan.schema, plan.relation}));
  for (int row = 0; row < checks.size();) {
    Checked check{std::string(checks.text(row, 0)), std::string(checks.text(row, 1)), ""};
    std::vector<std::string> columns;
    std::vector<CheckedColumn> open;  // a parameter gives them
    bool known = true;
    for (; row < checks.size() && checks.text(row, 0) == check.name; ++row) {
      CheckedColumn column{plan.schema, plan.relation, std::string(checks.text(row, 3)),
                           std::string(checks.text(row, 5)), std::string(checks.text(row, 2))};
      auto value = given.find(column.bare);
      known = known && value != given.end() && !checks.flag(row, 4) && !contains(value->second, "nextval(");
      if (known && is_parameter(value->second))
        open.push_back(std::move(column));
      else if (known && contains(value->second, "$"))
        known = false;
      else if (known)
        columns.push_back(fmt::format("({})::{} AS {}", value->second, column.type, column.column));
    }
    check.others = join(columns, ", ");
    // Of two columns at once nobody knows which values go together.
    if (!known || open.size() > 1 || (open.empty() && columns.empty())) continue;
    if (!open.empty()) {
      if (auto may = refused_values(server, session, open[0], check)) refusals.possible.push_back(*std::move(may));
      continue;
    }
    // What stands there may be a column of another table: then it is no value, and nothing is known.
    auto is_false =
        session.scalar(fmt::format("SELECT ({}) IS FALSE FROM (SELECT {}) AS given", check.condition, check.others));
    if (is_false && *is_false == "t") refusals.others.insert(check.name);
  }
  return {};
}

Result<Given> given_by_insert(pg::Connection& server, const PlanNode& plan) {
  auto columns = TRY(server.query(R"sql(
    SELECT a.attname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 ORDER BY a.attnum)sql",
                                  {plan.schema, plan.relation}));
  Given given;
  auto& output = rows_of_insert(plan)->output;
  for (int i = 0; i < columns.size() && i < std::ssize(output); ++i)
    given[std::string(columns.text(i, 0))] = output[static_cast<std::size_t>(i)];
  return given;
}

// Of a plain UPDATE; the columns that it leaves alone have what they had.
std::optional<Given> given_by_update(const PlanNode& plan, const std::string& text) {
  auto write = plan.what.starts_with("Update") ? sql::read_write(text) : std::nullopt;
  if (!write || write->kind != sql::Write::Kind::updates) return {};
  Given given;
  for (auto& [column, value] : write->set) given[twin::bare_name(column)] = value;
  return given;
}

// Whoever draws a number from a sequence needs a right to it, which is asked when the row is written, and not before.
void add_sequences_out_of_reach(pg::Connection& session, const PlanNode& plan, std::set<std::string>& refused) {
  static const std::regex draws(R"rx(nextval\('((?:[^']|'')+)'::regclass\))rx");
  constexpr std::size_t longest = 1'000;  // std::regex goes as deep as a text is long
  for (auto& given : rows_of_insert(plan)->output) {
    std::smatch match;
    if (given.size() > longest || !std::regex_search(given, match, draws)) continue;
    auto name = replace_all(match[1].str(), "''", "'");
    // In a schema that it may not look into, nobody can be asked by name.
    auto may = session.query("SELECT pg_catalog.has_sequence_privilege($1::pg_catalog.text, 'USAGE, UPDATE')", {name});
    if (may && !may->flag(0, 0)) refused.insert(fmt::format("{}, which it has no right to use", name));
  }
}

// ON CONFLICT is planned with a deferrable key, and refused when it runs; without a key of its own it asks all of them.
Result<void> add_keys_that_judge_no_conflict(pg::Connection& server, const PlanNode& plan,
                                             std::set<std::string>& refused) {
  if (!plan.over_conflicts) return {};
  auto keys = TRY(server.query(R"sql(
    SELECT i.relname FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND NOT x.indimmediate)sql",
                               {plan.schema, plan.relation}));
  auto& judges = plan.judges;
  for (int i = 0; i < keys.size(); ++i)
    if (std::string key(keys.text(i, 0)); judges.empty() || std::ranges::find(judges, key) != judges.end())
      refused.insert(fmt::format("{}, which is deferrable: ON CONFLICT does not take it", key));
  return {};
}

}  // namespace

Result<Refusals> refusals_of(pg::Connection& server, pg::Connection& session, const PlanNode& plan,
                             const std::string& text) {
  constexpr int on_insert = 4, on_update = 16;
  Refusals refusals;
  if (auto given = given_by_update(plan, text))
    TRY(add_checks_that_refuse(server, session, plan, *given, on_update, refusals));
  if (!rows_of_insert(plan)) return refusals;
  refusals.columns = TRY(columns_left_out(server, plan));
  auto given = TRY(given_by_insert(server, plan));
  TRY(add_checks_that_refuse(server, session, plan, given, on_insert, refusals));
  add_sequences_out_of_reach(session, plan, refusals.others);
  TRY(add_keys_that_judge_no_conflict(server, plan, refusals.others));
  return refusals;
}

}  // namespace ante::rehearse
