#include "ship/watched.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "os/interrupt.h"

namespace ante::ship {
namespace {

constexpr Millis look_again_after{20};
constexpr Millis look_ahead_every{150};  // for whom we wait: only to be told
// What a cancellation takes until the locks are free is part of what the others wait.
constexpr double given_way_at = 0.6;

}  // namespace

void Watched::begin() {
  waiting_.clear();
  gave_way_ = false;
  had_waited_for_maintenance_ = std::exchange(waits_for_maintenance_, false);
}

Result<pg::Rows> Watched::run(const std::string& sql, bool gives_way) {
  auto& runner = session_.runner;
  TRY(runner.send(sql));
  bool cancelled = false;
  auto look = [&]() -> Result<void> {
    TRY(keep_the_lease());
    TRY(look_who_is_in_the_way());
    if (!gives_way || cancelled || !TRY(somebody_waits_too_long())) return {};
    runner.cancel();
    cancelled = gave_way_ = true;
    return {};
  };
  for (;;) {
    auto ready = runner.ready(look_again_after);
    if (ready && *ready) return runner.finish();
    auto looked = ready ? look() : Result<void>{};
    if (ready && looked) continue;
    // Nobody watches any more, or somebody pressed Ctrl-C: what runs is ended too.
    runner.cancel();
    if (!os::interrupted()) (void)runner.finish();
    return std::unexpected(ready ? looked.error() : ready.error());
  }
}

// Those that wait for a lock that we have, or that we wait for before them. A vacuum, an ANALYZE, and an index that is
// built concurrently are not among them: behind those nobody reads or writes less, and to give way to each that comes
// by would be to begin a long validation again and again.
Result<bool> Watched::somebody_waits_too_long() {
  auto rows =
      TRY(session_.watcher.query("WITH waiting AS MATERIALIZED "
                                 "(SELECT DISTINCT pid FROM pg_catalog.pg_locks WHERE NOT granted AND pid <> $1::int "
                                 "AND mode <> 'ShareUpdateExclusiveLock' AND locktype <> 'virtualxid') "
                                 "SELECT pid FROM waiting WHERE $1::int = ANY (pg_catalog.pg_blocking_pids(pid))",
                                 {std::to_string(session_.runner.backend_pid())}));
  auto now = Clock::now();
  std::map<std::string, Clock::time_point> waiting;
  bool too_long = false;
  for (int row = 0; row < rows.size(); ++row) {
    std::string pid(rows.text(row, 0));
    auto known = waiting_.find(pid);
    auto since = known == waiting_.end() ? now : known->second;
    too_long |= now - since > given_way_at * budget_;
    waiting[pid] = since;
  }
  waiting_ = std::move(waiting);
  return too_long;
}

Result<void> Watched::look_who_is_in_the_way() {
  if (Clock::now() < next_look_) return {};
  next_look_ = Clock::now() + look_ahead_every;
  auto rows = TRY(session_.watcher.query(
      "SELECT pg_catalog.string_agg(pg_catalog.format('session %s%s%s%s%s', pid, "
      "coalesce(' of ' || usename, ' of the server itself, as an autovacuum is'), coalesce(' (' || "
      "nullif(application_name, '') || ')', ''), "
      "coalesce(', ' || state, ''), coalesce(', its transaction open since ' || "
      "pg_catalog.to_char(xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS'), '')), '; '), "
      "coalesce((SELECT pg_catalog.bool_and(mode = 'ShareUpdateExclusiveLock') FROM pg_catalog.pg_locks WHERE pid = "
      "$1::int AND NOT granted), false) "
      "FROM pg_catalog.pg_stat_activity WHERE pid = ANY (pg_catalog.pg_blocking_pids($1::int))",
      {std::to_string(session_.runner.backend_pid())}));
  if (rows.null(0, 0)) return {};
  in_the_way_ = rows.text(0, 0);
  waits_for_maintenance_ = rows.flag(0, 1);
  return {};
}

Result<void> Watched::keep_the_lease() {
  if (Clock::now() < next_renewal_) return {};
  next_renewal_ = Clock::now() + lease_.lasts / 3;
  return renew(session_.watcher, lease_);
}

}  // namespace ante::ship
