// Between two batches: whether those who use the database, and those who follow it, keep up. The watching session
// looks; where something is behind, the backfill rests until it is not.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/progress.h"
#include "ship/lease.h"
#include "ship/pace.h"
#include "ship/session.h"

namespace ante::ship {

class Throttle {
 public:
  Throttle(Session& session, const Lease& lease, const Pace& pace, Progress& progress)
      : session_(session), lease_(lease), pace_(pace), progress_(progress) {}

  // Returns when it may go on, after it has worked for so long. An error where it may not for all the patience there
  // is, or the lease is somebody's.
  Result<void> rest(std::chrono::duration<double> worked, const std::string& table, std::int64_t change, int step);

 private:
  using Clock = std::chrono::steady_clock;
  Result<void> leave_it_to_others(std::chrono::duration<double> time);
  Result<void> let_others_keep_up(const std::string& table, std::int64_t change, int step);
  Result<void> keep_the_lease();
  struct Seen {
    double waiting = 0, replica_seconds = 0, replica_bytes = 0, wal = 0, dead = 0, live = 0;
    bool paused = false, replicas_hidden = false;
    std::chrono::duration<double> took{};
  };
  Result<Seen> look(const std::string& table, std::int64_t change, int step);
  // Why to rest; "" where nothing is behind.
  std::string behind(const Seen& seen);

  Session& session_;
  const Lease& lease_;
  const Pace& pace_;
  Progress& progress_;
  Clock::time_point next_look_{}, next_renewal_{}, wal_since_{};
  std::optional<double> wal_then_, quickest_;
  std::optional<Clock::time_point> vacuum_until_;
  bool said_hidden_ = false;
};

}  // namespace ante::ship
