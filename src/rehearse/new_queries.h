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

// Which of them the schema as it is refuses: they must not come before the change.
Result<void> ask_what_needs_the_change(const twin::Ghost& before, const NewVersion& version, const std::string& role,
                                       std::vector<NewQuery>& queries);

// Statements that make the indexes which these queries seem to lack.
std::vector<std::string> indexes_to_try(const std::vector<NewQuery>& queries);
// Of those that were made on this ghost the ones that it takes, as remedies of the queries.
Result<void> keep_what_helps(const twin::Ghost& with_indexes, const snapshot::Snapshot& snapshot,
                             const NewVersion& version, const std::string& role, std::vector<NewQuery>& queries);

}  // namespace ante::rehearse
