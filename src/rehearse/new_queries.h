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

// An index that a query seems to lack: its statement for people, and the one that tries it.
struct Candidate {
  std::string place, sql, trial, name;
};
Result<std::vector<Candidate>> indexes_to_try(const twin::Ghost& ghost, const std::vector<NewQuery>& queries);
// Of those that were made on this ghost the ones that it takes, as remedies of the queries.
Result<void> keep_what_helps(const Asked& with_indexes, const std::vector<Candidate>& candidates,
                             std::vector<NewQuery>& queries);

}  // namespace ante::rehearse
