// Queries that come with a change: whether the changed schema has what they ask for, and what they read to find it.
#pragma once

#include "rehearse/rehearse.h"
#include "twin/ghost.h"

namespace ante::rehearse {

// The role with most of the captured traffic.
std::string busiest_role(const snapshot::Snapshot& snapshot);

// Those that the captured traffic does not have.
Result<std::vector<NewQuery>> plan_new_queries(const twin::Ghost& after, const snapshot::Snapshot& snapshot,
                                               const NewVersion& version, const std::string& role);

}  // namespace ante::rehearse
