// The servers that follow this one: how far they are behind, and how fast they replay what it writes, which shows over
// the observed interval.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "snapshot/reading.h"

namespace ante::snapshot {

struct ReplicationReading {
  struct Position {
    double replayed = 0, behind = 0;  // bytes
  };
  std::chrono::steady_clock::time_point when;
  double written = 0;  // bytes of WAL
  std::map<std::string, Position> standbys;
};

// Their state and their lag, as figures.
Result<void> read_standbys(Reading& reading);

// None where the role may not see it, or nobody follows.
Result<std::optional<ReplicationReading>> read_replication(Reading& reading);
// Since the first reading, as figures: what is written a second, what each replays, and how far it was behind at least.
Result<void> add_replication_rates(Reading& reading, const std::optional<ReplicationReading>& before);

}  // namespace ante::snapshot
