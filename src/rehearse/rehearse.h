// Rehearses a change against a snapshot of production.
#pragma once

#include "base/progress.h"
#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

struct Rehearsed {
  const snapshot::Snapshot& snapshot;
  std::string key;   // the snapshot's content hash
  std::string name;  // the snapshot, as shown to people
  std::string role;  // that runs the change; "" for the usual one
};

Result<Rehearsal> rehearse(const Rehearsed& what, const change::Change& change, Progress& progress);

}  // namespace ante::rehearse
