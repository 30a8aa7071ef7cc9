// Indexes that queries of the new version seem to lack: made after the change in a lab of their own, where it shows
// whether the planner takes them, or whether rows can be kept apart so.
#pragma once

#include <string>
#include <vector>

#include "rehearse/new_queries.h"

namespace ante::rehearse {

// Its statement for people, and the one that tries it.
struct Candidate {
  std::string place, sql, trial, name;
  bool unique = false;  // it keeps rows apart, whatever plans make of it
};
Result<std::vector<Candidate>> indexes_to_try(const twin::Ghost& ghost, const std::vector<NewQuery>& queries);
// Of those that were made on this ghost the ones that it takes, as remedies of the queries.
Result<void> keep_what_helps(const Asked& with_indexes, const std::vector<Candidate>& candidates,
                             std::vector<NewQuery>& queries);

}  // namespace ante::rehearse
