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
  auto text = repaired(query.text);
  return refusals_of(*server, *session, TRY(plan_with_types(*session, text, true)), text);
}

// A new type throws the statistics of a column away: its values were known all the same, and the rows are asked.
bool had_statistics(const snapshot::Snapshot& snapshot, const std::string& table, const std::string& column) {
  return std::ranges::any_of(snapshot.columns, [&](auto& one) {
    return one.column == twin::bare_name(column) && twin::without_schema(one.relation) == table;
  });
}

}  // namespace

Result<void> find_refused_inserts(const BeforeAndAfter& ghosts, Rehearsal& rehearsal) {
  Sessions before_change(ghosts.before, ghosts.snapshot), after_change(ghosts.after, ghosts.snapshot);
  std::set<std::string> touched;
  for (auto& table : rehearsal.tables) touched.insert(twin::without_schema(table.table));
  for (auto& query : rehearsal.queries) {
    bool writes = query.after.what.starts_with("Insert") || query.after.what.starts_with("Update");
    if (!writes || !touched.contains(query.after.relation)) continue;
    auto after = refusals_in(after_change, query);
    if (!after || (!after->any() && after->possible.empty())) continue;
    auto before = refusals_in(before_change, query);
    if (!before) continue;
    std::ranges::set_difference(after->columns, before->columns, std::back_inserter(query.leaves_out));
    std::ranges::set_difference(after->others, before->others, std::back_inserter(query.refused_by));
    // Another condition under the same name is another CHECK.
    for (auto& may : after->possible) {
      bool forgotten = may.seen == 0 && had_statistics(ghosts.snapshot, query.after.relation, may.column);
      if (!forgotten && std::ranges::find(before->possible, may) == before->possible.end())
        query.may_be_refused.push_back(may);
    }
  }
  return {};
}

}  // namespace ante::rehearse
