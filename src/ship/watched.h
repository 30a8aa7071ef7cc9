// A statement of a step, watched from the second session while it runs: who waits for us, and for whom we wait. Where
// somebody has waited for nearly as long as the budget allows, the statement is cancelled: whoever uses the database
// comes first.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "ship/lease.h"
#include "ship/session.h"

namespace ante::ship {

class Watched {
 public:
  Watched(Session& session, const Lease& lease, Millis budget) : session_(session), lease_(lease), budget_(budget) {}

  // A new try: who was seen to wait until now has what he wanted.
  void begin();
  // `gives_way`: not for what stops no reader and no writer, as an index that is built concurrently.
  Result<pg::Rows> run(const std::string& sql, bool gives_way);

  bool gave_way() const { return gave_way_; }                    // the last error is our own doing
  const std::string& in_the_way() const { return in_the_way_; }  // who had what we waited for, last
  // Whether what the last try waited for in vain was a lock that stops no reader and no writer, so that nobody stands
  // in line behind us. An autovacuum that has it goes when we have waited for longer than deadlock_timeout.
  bool had_waited_for_maintenance() const { return had_waited_for_maintenance_; }

 private:
  using Clock = std::chrono::steady_clock;
  Result<bool> somebody_waits_too_long();
  Result<void> look_who_is_in_the_way();
  Result<void> keep_the_lease();

  Session& session_;
  const Lease& lease_;
  Millis budget_;
  std::map<std::string, Clock::time_point> waiting_;  // since when a session was seen to wait for us
  bool gave_way_ = false;
  bool waits_for_maintenance_ = false, had_waited_for_maintenance_ = false;
  std::string in_the_way_;
  Clock::time_point next_look_{}, next_renewal_{};
};

}  // namespace ante::ship
