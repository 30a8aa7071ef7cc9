#include "rehearse/refused_rows.h"

#include <fmt/format.h>

#include <regex>
#include <vector>

#include "base/text.h"

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

bool is_insert(const PlanNode& plan) { return plan.what.starts_with("Insert") && !plan.children.empty(); }

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
  auto& given = plan.children[0].output;
  for (int i = 0; i < rows.size() && i < std::ssize(given); ++i)
    if (rows.flag(i, 1) && given[static_cast<std::size_t>(i)].starts_with("NULL::")) columns.emplace(rows.text(i, 0));
  return columns;
}

// The CHECKs that refuse the row, as far as its values stand in the INSERT itself.
Result<void> add_checks_that_refuse(pg::Connection& server, pg::Connection& session, const PlanNode& plan,
                                    std::set<std::string>& refused) {
  auto& given = plan.children[0].output;
  auto checks = TRY(server.query(fmt::format(R"sql(
    SELECT k.conname, pg_catalog.pg_get_expr(k.conbin, c.oid), a.attnum, pg_catalog.quote_ident(a.attname), {}
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
    WHERE n.nspname = $1 AND c.relname = $2 ORDER BY k.conname, a.attnum)sql",
                                             trigger_may_give),
                                 {plan.schema, plan.relation}));
  for (int row = 0; row < checks.size();) {
    std::string name(checks.text(row, 0)), condition(checks.text(row, 1));
    std::vector<std::string> columns;
    bool known = true;
    for (; row < checks.size() && checks.text(row, 0) == name; ++row) {
      auto place = static_cast<std::size_t>(checks.integer(row, 2)) - 1;
      known = known && !checks.flag(row, 4) && place < given.size() && !contains(given[place], "$") &&
              !contains(given[place], "nextval(");
      if (known) columns.push_back(fmt::format("{} AS {}", given[place], checks.text(row, 3)));
    }
    if (!known || columns.empty()) continue;
    // What stands there may be a column of another table: then it is no value, and nothing is known.
    auto is_false =
        session.scalar(fmt::format("SELECT ({}) IS FALSE FROM (SELECT {}) AS given", condition, join(columns, ", ")));
    if (is_false && *is_false == "t") refused.insert(name);
  }
  return {};
}

// Whoever draws a number from a sequence needs a right to it, which is asked when the row is written, and not before.
void add_sequences_out_of_reach(pg::Connection& session, const PlanNode& plan, std::set<std::string>& refused) {
  static const std::regex draws(R"rx(nextval\('((?:[^']|'')+)'::regclass\))rx");
  constexpr std::size_t longest = 1'000;  // std::regex goes as deep as a text is long
  for (auto& given : plan.children[0].output) {
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

Result<Refusals> refusals_of(pg::Connection& server, pg::Connection& session, const PlanNode& plan) {
  Refusals refusals;
  if (!is_insert(plan)) return refusals;
  refusals.columns = TRY(columns_left_out(server, plan));
  TRY(add_checks_that_refuse(server, session, plan, refusals.others));
  add_sequences_out_of_reach(session, plan, refusals.others);
  TRY(add_keys_that_judge_no_conflict(server, plan, refusals.others));
  return refusals;
}

}  // namespace ante::rehearse
