// What becomes of the traffic: each captured shape planned before and after a change.
#pragma once

#include <set>

#include "base/progress.h"
#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"
#include "twin/ghost.h"

namespace ante::rehearse {

// A shape's plan, or why it has none; in the order of the workload.
using Plans = std::vector<Result<PlanNode>>;

// Of these shapes; what is not among them keeps the plan that `plans` has.
Plans plan_workload(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot, const std::vector<bool>& which,
                    Plans plans, Progress& progress);
// A plan that scans one of these tables (as plans name them) is none.
void forget_plans_of(const std::set<std::string>& of_unknown_size, Plans& plans);

// Users whose role the snapshot does not have: their queries are planned as the usual role's.
std::set<std::string> users_unknown(const snapshot::Snapshot& snapshot);

// `leaning`: the plans after the change with
// estimated indexes as small and as large as they may be. `touched`: whether the change may bear on it at all.
std::vector<QueryOutcome> compare(const snapshot::Snapshot& snapshot, const Plans& before, const Plans& after,
                                  const std::vector<Plans>& leaning, const std::vector<bool>& touched);

// Those that are not slower with any values: whether they are with some, most common, median and rare ones.
void try_values(const twin::Ghost& before, const twin::Ghost& after, const snapshot::Snapshot& snapshot,
                std::vector<QueryOutcome>& queries, Progress& progress);

// Queries that see no row of a table any more: row security shows them none.
void find_unseen_tables(const std::vector<StatementOutcome>& statements, std::vector<QueryOutcome>& queries);

// The worst first.
void sort_by_weight(std::vector<QueryOutcome>& queries);

// Plans those shapes again whose plan after the change reads one of the ghost's tables with an estimated index, with
// these as small and as large as they may be; the others keep the plan that they have.
Result<std::vector<Plans>> plan_leaning(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot,
                                        const Plans& after);

// A captured text with what constants left behind made right: `interval $1` is no SQL, `$1::interval` is.
std::string repaired(std::string_view text);

}  // namespace ante::rehearse
