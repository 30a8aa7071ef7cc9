// INSERTs of the traffic that the change makes the server refuse. They are planned as before and fail when they run.
#pragma once

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"
#include "twin/ghost.h"

namespace ante::rehearse {

struct BeforeAndAfter {
  const twin::Ghost &before, &after;
  const snapshot::Snapshot& snapshot;
};
Result<void> find_refused_inserts(const BeforeAndAfter& ghosts, Rehearsal& rehearsal);

}  // namespace ante::rehearse
