// Puts a snapshot's planner statistics into a private server's catalogs: pg_class, pg_statistic, pg_statistic_ext_data.
// They are written directly, on every version alike: the functions of 18 know neither extended statistics nor the kinds
// of other people's types.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"
#include "snapshot/snapshot.h"

namespace ante::twin {

struct NotRestored {
  std::string what;  // "statistics of public.place.position: type "geometry" does not exist"
};

// Everything that ANALYZE would have found out; pages, tuples and all-visible pages of every relation; and the marks
// that SQL cannot set (an INVALID index, a populated materialized view).
Result<std::vector<NotRestored>> restore_statistics(pg::Connection& server, const snapshot::Snapshot& snapshot);

}  // namespace ante::twin
