// Raises the base of a twin, from nothing or from the cache. For the ghost and the lab; others use base.h.
#pragma once

#include <optional>

#include "twin/base.h"
#include "twin/kept.h"

namespace ante::twin {

struct Raised {
  Base base;
  Kept kept;
  // Running, where it was just built: its builder may want to go on with it. Not there when the base was in the cache.
  std::optional<pg::Cluster> cluster;
  std::vector<std::string> refused_settings;
};

Result<Raised> raise_or_copy_base(const snapshot::Snapshot& snapshot, const std::string& key, Progress& progress);

// The cluster that a snapshot's database needs.
pg::ClusterSpec spec_for(const snapshot::Snapshot& snapshot);

}  // namespace ante::twin
