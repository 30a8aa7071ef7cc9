// From what somebody wrote to steps that can be shipped: each statement by the way that holds nobody up, or as it
// stands. What a step takes back is filled in here where the statement itself says it; for the rest, see try_out.h.
#pragma once

#include <set>

#include "change/change.h"
#include "judge/verdict.h"
#include "rehearse/rehearsal.h"
#include "ship/plan.h"
#include "snapshot/snapshot.h"

namespace ante::ship {

struct Lowering {
  const snapshot::Snapshot& snapshot;
  const change::Change& change;
  const rehearse::Rehearsal& rehearsal;
  const judge::Verdict& verdict;
  bool keeps = true;            // what is dropped is put aside
  double batched_from = 5'000;  // an UPDATE of so many rows is done in batches
  double beside_from = 50'000;  // a type is changed by a column beside where the table has so many rows
};

struct Lowered {
  Plan plan;
  std::set<std::size_t> as_they_stand;  // steps whose way back is still to be found
};

// A hash of what somebody wrote, by which the journal knows a change again.
std::string content_of(const change::Change& change);

// An error where the change does not run to its end in the lab, or holds what no plan can ship.
Result<Lowered> lower_change(const Lowering& what);

}  // namespace ante::ship
