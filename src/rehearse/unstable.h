// Plans that hang by a thread after a change: a few rows more or fewer than the statistics say, and the planner takes
// another one. They cost the same by its reckoning; what they take when it is wrong nobody knows.
#pragma once

#include "base/progress.h"
#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"
#include "twin/ghost.h"

namespace ante::rehearse {

// Of the queries that the change may touch, and whose plan did not hang so before it.
Result<void> find_unstable_plans(const twin::Ghost& before, const twin::Ghost& after,
                                 const snapshot::Snapshot& snapshot, std::vector<QueryOutcome>& queries,
                                 Progress& progress);

}  // namespace ante::rehearse
