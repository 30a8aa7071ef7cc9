#include "rehearse/outcome.h"

#include <algorithm>

namespace ante::rehearse {

Fate fate_of(const PlanNode& before, const PlanNode& after) {
  if (after.cost > before.cost * clear_growth && after.cost - before.cost > least_cost) return Fate::worse;
  if (before.cost > after.cost * clear_growth && before.cost - after.cost > least_cost) return Fate::better;
  return same_plan(before, after) ? Fate::unchanged : Fate::changed;
}

Exit outcome(const Rehearsal& rehearsal) {
  bool blocked =
      std::ranges::any_of(rehearsal.statements, &StatementOutcome::fails) ||
      std::ranges::any_of(rehearsal.queries,
                          [](auto& query) { return query.fate == Fate::breaks || query.fate == Fate::worse; }) ||
      std::ranges::any_of(rehearsal.new_queries, &NewQuery::blocks);
  if (blocked) return Exit::blocked;
  bool open =
      !rehearsal.not_looked_at.empty() || std::ranges::any_of(rehearsal.statements, &StatementOutcome::may_fail);
  return open ? Exit::undecided : Exit::fine;
}

}  // namespace ante::rehearse
