#include "rehearse/fate.h"

namespace ante::rehearse {

Fate fate_of(const PlanNode& before, const PlanNode& after) {
  if (after.cost > before.cost * clear_growth && after.cost - before.cost > least_cost) return Fate::worse;
  if (before.cost > after.cost * clear_growth && before.cost - after.cost > least_cost) return Fate::better;
  return same_plan(before, after) ? Fate::unchanged : Fate::changed;
}

}  // namespace ante::rehearse
