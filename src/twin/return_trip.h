// There and back: what its author wrote to take a migration back is run after it, and the database compared with the
// one before. And half-way: a migration that runs in pieces is stopped after each of them, to see whether it goes on or
// back from there. All of it in copies of the lab's database, so that nothing tried bears on what is tried next.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "catalog/difference.h"
#include "change/change.h"
#include "pg/cluster.h"
#include "twin/stranger.h"

namespace ante::twin {

// A migration that was stopped after so many of its steps; "" where what was tried then went through.
struct Stop {
  std::size_t steps = 0;
  std::string again;  // why it does not run again from its beginning
  std::string back;   // why its way back does not run
};

struct ReturnTrip {
  std::size_t migration = 0;
  bool has_back = false;
  std::optional<Error> error = {};  // of the way back
  bool stopped = false;             // it went beyond a limit
  std::size_t failed_step = 0;
  std::vector<catalog::Difference> left = {};  // how the database differs from the one before, after there and back
  std::vector<std::string> lost = {};          // tables and columns that are there again, with other values
  std::vector<Stop> stops = {};
  std::size_t not_stopped_at = 0;  // the first of its steps after which it was not stopped, for want of time; 0: none
};

// A column that goes and comes again comes last: nobody can write it otherwise.
inline bool is_only_the_order(const catalog::Difference& difference) { return difference.field == "order of columns"; }

struct ReturnTrips {
  std::vector<ReturnTrip> trips;
  std::size_t unreached = 0;  // the first migration that did not run; as many as there are where all did
};

struct Trials {
  const pg::Cluster& cluster;
  std::string database;  // nobody may be connected to it
  std::string role;
  LabLimits limits;
  // Is shown each database that is not as it was before, there and back, beside the one before.
  std::function<void(std::size_t migration, const pg::Cluster& cluster, const std::string& before,
                     const std::string& after)>
      look = {};
  // For the stops of all migrations together.
  Millis longest_stops{120'000};
};

// Of each migration that has a way back, or that is one of those `in_pieces`; up to the first one that does not run.
Result<ReturnTrips> try_return_trips(const Trials& trials, const change::Change& change,
                                     const std::vector<bool>& in_pieces, Progress& progress);

}  // namespace ante::twin
