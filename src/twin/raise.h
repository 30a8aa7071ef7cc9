// Raises the base of a twin, from nothing or from the cache. For the ghost and the lab; others use base.h.
#pragma once

#include "twin/base.h"
#include "twin/kept.h"

namespace ante::twin {

struct Raised {
  Base base;  // in the cache
  Kept kept;
};

Result<Raised> raise_and_keep_base(const snapshot::Snapshot& snapshot, const std::string& key, Progress& progress);

// The cluster that a snapshot's database needs.
pg::ClusterSpec spec_for(const snapshot::Snapshot& snapshot);

}  // namespace ante::twin
