// Functions whose bodies are text to the server: what a change takes away from under them is missed when they run.
#pragma once

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// `after`: the catalog that the change leaves.
std::vector<BrokenBody> find_broken_bodies(const snapshot::Snapshot& snapshot, const catalog::Catalog& after,
                                           const std::vector<StatementOutcome>& statements);

}  // namespace ante::rehearse
