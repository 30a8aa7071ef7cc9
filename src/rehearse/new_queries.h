// Queries that come with a change: whether the changed schema has what they ask for, and what they read to find it.
#pragma once

#include <set>

#include "rehearse/rehearse.h"
#include "twin/ghost.h"

namespace ante::rehearse {

// The role with most of the captured traffic.
std::string busiest_role(const snapshot::Snapshot& snapshot);

// The ghost, as whom its queries are asked there, and what is known about it beside.
struct Asked {
  const twin::Ghost& ghost;
  const snapshot::Snapshot& snapshot;
  const NewVersion& version;
  std::string role;
  std::set<std::string> as_today = {};       // scans of whole tables that the traffic does already
  std::set<std::string> unknown_sizes = {};  // tables of which nobody knows how large they will be, as plans name them
};

// Those that the captured traffic of that role does not have.
Result<std::vector<NewQuery>> plan_new_queries(const Asked& after);
// Which of them the schema as it is refuses: they must not come before the change.
Result<void> ask_what_needs_the_change(const Asked& before, std::vector<NewQuery>& queries);

}  // namespace ante::rehearse
