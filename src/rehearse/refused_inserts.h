// INSERTs of the traffic that the change leaves without a value where there must be one. They are planned as before and
// fail when they run.
#pragma once

#include <set>
#include <string>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"
#include "twin/ghost.h"

namespace ante::rehearse {

struct BeforeAndAfter {
  const twin::Ghost &before, &after;
  const snapshot::Snapshot& snapshot;
};
Result<void> find_refused_inserts(const BeforeAndAfter& ghosts, Rehearsal& rehearsal);

// The columns for which an INSERT's verbose plan hands on nothing though they must have a value.
Result<std::set<std::string>> columns_left_out(pg::Connection& server, const PlanNode& plan);

}  // namespace ante::rehearse
