// What of a snapshot's gaps bears on the answer about one change. A gap that decides nothing must not make every answer
// an undecided one.
#pragma once

#include <set>
#include <string>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// Relations that the change touches or the traffic's plans use, indexes among them: bare names, as plans have them.
using Used = std::set<std::string>;
Used used_by(const Rehearsal& rehearsal);

bool matters(const snapshot::BlindSpot& spot, const snapshot::Snapshot& snapshot, const Used& used,
             const Rehearsal& rehearsal);

}  // namespace ante::rehearse
