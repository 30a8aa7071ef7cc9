#include "rehearse/refused_inserts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>

#include "base/text.h"

#include "rehearse/queries.h"
#include "rehearse/sessions.h"
#include "rehearse/typed.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

// What the server says of a table's columns; a trigger before its INSERTs may give values of its own: then nobody
// knows.
constexpr const char* no_trigger = R"sql(NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
  WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 2 = 2 AND t.tgtype & 4 = 4))sql";

bool is_insert(const PlanNode& plan) { return plan.what.starts_with("Insert") && !plan.children.empty(); }

// The CHECKs that refuse the row, as far as its values stand in the INSERT itself.
Result<std::set<std::string>> checks_that_refuse(pg::Connection& server, pg::Connection& session,
                                                 const PlanNode& plan) {
  std::set<std::string> refused;
  if (!is_insert(plan)) return refused;
  auto& given = plan.children[0].output;
  auto checks = TRY(server.query(fmt::format(R"sql(
    SELECT k.conname, pg_catalog.pg_get_expr(k.conbin, c.oid), a.attnum, pg_catalog.quote_ident(a.attname)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
    WHERE n.nspname = $1 AND c.relname = $2 AND {} ORDER BY k.conname, a.attnum)sql",
                                             no_trigger),
                                 {plan.schema, plan.relation}));
  for (int row = 0; row < checks.size();) {
    std::string name(checks.text(row, 0)), condition(checks.text(row, 1));
    std::vector<std::string> columns;
    bool known = true;
    for (; row < checks.size() && checks.text(row, 0) == name; ++row) {
      auto place = static_cast<std::size_t>(checks.integer(row, 2)) - 1;
      known = known && place < given.size() && !contains(given[place], "$") && !contains(given[place], "nextval(");
      if (known) columns.push_back(fmt::format("{} AS {}", given[place], checks.text(row, 3)));
    }
    if (!known || columns.empty()) continue;
    // What stands there may be a column of another table: then it is no value, and nothing is known.
    auto is_false =
        session.scalar(fmt::format("SELECT ({}) IS FALSE FROM (SELECT {}) AS given", condition, join(columns, ", ")));
    if (is_false && *is_false == "t") refused.insert(name);
  }
  return refused;
}

// Whoever draws a number from a sequence needs a right to it, which is asked when the row is written, and not before.
Result<std::set<std::string>> sequences_out_of_reach(pg::Connection& session, const PlanNode& plan) {
  std::set<std::string> sequences;
  if (!is_insert(plan)) return sequences;
  static const std::regex draws(R"rx(nextval\('((?:[^']|'')+)'::regclass\))rx");
  constexpr std::size_t longest = 1'000;  // std::regex goes as deep as a text is long
  for (auto& given : plan.children[0].output) {
    std::smatch match;
    if (given.size() > longest || !std::regex_search(given, match, draws)) continue;
    auto name = replace_all(match[1].str(), "''", "'");
    // In a schema that it may not look into, nobody can be asked by name.
    auto may = session.query("SELECT pg_catalog.has_sequence_privilege($1::pg_catalog.text, 'USAGE, UPDATE')", {name});
    if (may && !may->flag(0, 0)) sequences.insert(fmt::format("{}, which it has no right to use", name));
  }
  return sequences;
}

// What the row of an INSERT would be refused for.
struct Refusals {
  std::set<std::string> columns, others;
};
Result<Refusals> refusals_of(Sessions& sessions, const QueryOutcome& query) {
  auto* session = TRY(sessions.of(query.user));
  auto* server = TRY(sessions.of_superuser());
  auto plan = TRY(plan_with_types(*session, repaired(query.text), true));
  Refusals refusals{TRY(columns_left_out(*server, plan)), TRY(checks_that_refuse(*server, *session, plan))};
  refusals.others.merge(TRY(sequences_out_of_reach(*session, plan)));
  return refusals;
}

}  // namespace

Result<std::set<std::string>> columns_left_out(pg::Connection& server, const PlanNode& plan) {
  std::set<std::string> columns;
  if (!is_insert(plan)) return columns;
  auto rows = TRY(server.query(fmt::format(R"sql(
    SELECT a.attname, a.attnotnull AND NOT a.attisdropped AND a.attgenerated = '' AND {}
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 ORDER BY a.attnum)sql",
                                           no_trigger),
                               {plan.schema, plan.relation}));
  auto& given = plan.children[0].output;
  for (int i = 0; i < rows.size() && i < std::ssize(given); ++i)
    if (rows.flag(i, 1) && given[static_cast<std::size_t>(i)].starts_with("NULL::")) columns.emplace(rows.text(i, 0));
  return columns;
}

Result<void> find_refused_inserts(const BeforeAndAfter& ghosts, Rehearsal& rehearsal) {
  Sessions before_change(ghosts.before, ghosts.snapshot), after_change(ghosts.after, ghosts.snapshot);
  std::set<std::string> touched;
  for (auto& table : rehearsal.tables) touched.insert(twin::without_schema(table.table));
  for (auto& query : rehearsal.queries) {
    if (!query.after.what.starts_with("Insert") || !touched.contains(query.after.relation)) continue;
    auto after = refusals_of(after_change, query);
    if (!after || (after->columns.empty() && after->others.empty())) continue;
    auto before = refusals_of(before_change, query);
    if (!before) continue;
    std::ranges::set_difference(after->columns, before->columns, std::back_inserter(query.leaves_out));
    std::ranges::set_difference(after->others, before->others, std::back_inserter(query.refused_by));
  }
  return {};
}

}  // namespace ante::rehearse
