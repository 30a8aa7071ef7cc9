// pg_stat_statements: what it counted until now, and what it counted between two readings.
#pragma once

#include <chrono>
#include <optional>

#include "snapshot/reading.h"

namespace ante::snapshot {

struct CounterReading {
  pg::Rows rows;
  std::chrono::steady_clock::time_point read_at;
  double seconds_since_reset = 0;  // 0 where the server does not say
};

// nullopt, and a BlindSpot, where the extension is missing or closed to the role. Texts are only sent where asked for.
Result<std::optional<CounterReading>> read_counters(Reading& reading, bool texts);

Result<std::vector<Shape>> shapes_of_counters(Reading& reading, const std::optional<CounterReading>& before,
                                              const CounterReading& now);

}  // namespace ante::snapshot
