#include "rehearse/refused_inserts.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "rehearse/queries.h"
#include "rehearse/refused_rows.h"
#include "rehearse/sessions.h"
#include "rehearse/typed.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

Result<Refusals> refusals_in(Sessions& sessions, const QueryOutcome& query) {
  auto* session = TRY(sessions.of(query.user));
  auto* server = TRY(sessions.of_superuser());
  return refusals_of(*server, *session, TRY(plan_with_types(*session, repaired(query.text), true)));
}

}  // namespace

Result<void> find_refused_inserts(const BeforeAndAfter& ghosts, Rehearsal& rehearsal) {
  Sessions before_change(ghosts.before, ghosts.snapshot), after_change(ghosts.after, ghosts.snapshot);
  std::set<std::string> touched;
  for (auto& table : rehearsal.tables) touched.insert(twin::without_schema(table.table));
  for (auto& query : rehearsal.queries) {
    if (!query.after.what.starts_with("Insert") || !touched.contains(query.after.relation)) continue;
    auto after = refusals_in(after_change, query);
    if (!after || !after->any()) continue;
    auto before = refusals_in(before_change, query);
    if (!before) continue;
    std::ranges::set_difference(after->columns, before->columns, std::back_inserter(query.leaves_out));
    std::ranges::set_difference(after->others, before->others, std::back_inserter(query.refused_by));
  }
  return {};
}

}  // namespace ante::rehearse
