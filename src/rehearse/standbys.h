// The servers that replay what production writes, as far as its snapshot knows them.
#pragma once

#include <vector>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

void find_standbys(const snapshot::Snapshot& snapshot, Rehearsal& rehearsal);

}  // namespace ante::rehearse
