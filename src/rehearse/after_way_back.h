// The application that runs today, on a database that came there and back: what of its queries no longer runs.
#pragma once

#include "pg/cluster.h"
#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// Of the queries that the change bears on, and that run on `before`.
std::vector<BrokenQuery> broken_after_way_back(const pg::Cluster& cluster, const std::string& before,
                                               const std::string& after, const snapshot::Snapshot& snapshot,
                                               const std::vector<QueryOutcome>& queries);

}  // namespace ante::rehearse
