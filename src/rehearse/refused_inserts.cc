#include "rehearse/refused_inserts.h"

#include <algorithm>
#include <set>

#include "rehearse/queries.h"
#include "rehearse/sessions.h"
#include "rehearse/typed.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

// The columns for which an INSERT's plan hands on nothing though they must have a value. A trigger before it may give
// them one: then nobody knows.
Result<std::set<std::string>> left_out(Sessions& sessions, const QueryOutcome& query) {
  auto* session = TRY(sessions.of(query.user));
  auto plan = TRY(plan_with_types(*session, repaired(query.text), true));
  std::set<std::string> columns;
  if (!plan.what.starts_with("Insert") || plan.children.empty()) return columns;
  auto* server = TRY(sessions.of_superuser());
  auto rows = TRY(server->query(R"sql(
    SELECT a.attname, a.attnotnull AND NOT a.attisdropped AND a.attgenerated = '' AND NOT EXISTS (
             SELECT FROM pg_catalog.pg_trigger t
             WHERE t.tgrelid = a.attrelid AND NOT t.tgisinternal AND t.tgtype & 2 = 2 AND t.tgtype & 4 = 4)
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 ORDER BY a.attnum)sql",
                                {plan.schema, plan.relation}));
  auto& given = plan.children[0].output;
  for (int i = 0; i < rows.size() && i < std::ssize(given); ++i)
    if (rows.flag(i, 1) && given[static_cast<std::size_t>(i)].starts_with("NULL::")) columns.emplace(rows.text(i, 0));
  return columns;
}

}  // namespace

Result<void> find_refused_inserts(const BeforeAndAfter& ghosts, Rehearsal& rehearsal) {
  Sessions before_change(ghosts.before, ghosts.snapshot), after_change(ghosts.after, ghosts.snapshot);
  std::set<std::string> touched;
  for (auto& table : rehearsal.tables) touched.insert(twin::without_schema(table.table));
  for (auto& query : rehearsal.queries) {
    if (!query.after.what.starts_with("Insert") || !touched.contains(query.after.relation)) continue;
    auto after = left_out(after_change, query);
    if (!after || after->empty()) continue;
    auto before = left_out(before_change, query);
    for (auto& column : *after)
      if (before && !before->contains(column)) query.leaves_out.push_back(column);
  }
  return {};
}

}  // namespace ante::rehearse
