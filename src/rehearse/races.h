// Queries that look whether a row is there and insert it where it is not, with no key that keeps two sessions from
// doing so at once: each looks before the other has committed, and the row is there twice.
#pragma once

#include <functional>
#include <optional>

#include "rehearse/rehearsal.h"
#include "rehearse/whole_reads.h"
#include "snapshot/query_files.h"

namespace ante::rehearse {

// The database after the change, as one who sees everything, and as the application plans there, verbosely.
struct AfterChange {
  pg::Connection& server;
  std::function<Result<PlanNode>(const std::string&)> plan;
  const TableSizes& sizes;
};

// `verbose` is the plan of the query. None where it inserts nothing, or a key is in the way.
Result<std::optional<Race>> race_of(const AfterChange& after, const snapshot::WrittenQuery& query,
                                    const PlanNode& verbose);

}  // namespace ante::rehearse
