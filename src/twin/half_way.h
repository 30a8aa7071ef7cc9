// Half-way: a migration that runs in pieces is stopped after each of them, as where its tool or its machine dies in
// between, to see whether it goes on or back from there.
#pragma once

#include <chrono>

#include "twin/trial_bench.h"

namespace ante::twin {

struct HalfWay {
  std::string before;                           // a database as it is before the migration; it is only copied
  std::chrono::steady_clock::time_point until;  // no stop begins after that
};
// Adds the stops to the trip; where the time is over it says where.
Result<void> try_half_way(Bench& bench, const HalfWay& where, const change::Migration& migration, ReturnTrip& trip);

}  // namespace ante::twin
