#include "ship/throttle.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "os/interrupt.h"

namespace ante::ship {
namespace {

constexpr Millis look_every{250}, pause{100};
// So many sessions that wait for locks are an application in trouble, whoever brought it there.
constexpr double waiting_sessions = 8;
constexpr double replica_bytes = 256.0 * 1024 * 1024;
// What the look itself takes, a few small questions, is how long others wait for small questions.
constexpr double slower_than_at_best = 20, slow_seconds = 0.25;
// A vacuum that does not come, as where an old transaction keeps what is dead, is not waited for without end.
constexpr Millis vacuum_gets{30'000};
constexpr double dead_rows_that_matter = 10'000;

}  // namespace

Result<Throttle::Seen> Throttle::look(const std::string& table, std::int64_t change, int step) {
  auto begun = Clock::now();
  auto rows = TRY(session_.watcher.query(
      "SELECT (SELECT pg_catalog.count(DISTINCT pid) FROM pg_catalog.pg_locks WHERE NOT granted), "
      "coalesce(r.seconds, 0), coalesce(r.bytes, 0), "
      "pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0'), coalesce(s.n_dead_tup, 0), "
      "greatest(coalesce(s.n_live_tup, 0), coalesce(c.reltuples, 0)), coalesce(b.paused, false), coalesce(r.hidden, "
      "false) "
      "FROM (SELECT pg_catalog.max(extract(epoch FROM replay_lag)) AS seconds, "
      "pg_catalog.max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn)) AS bytes, "
      "pg_catalog.bool_or(state IS NULL) AS hidden FROM pg_catalog.pg_stat_replication) r "
      "LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = pg_catalog.to_regclass($1) "
      "LEFT JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass($1) "
      "LEFT JOIN ante.backfill b ON b.change = $2 AND b.step = $3",
      {table, std::to_string(change), std::to_string(step)}));
  return Seen{.waiting = rows.real(0, 0),
              .replica_seconds = rows.real(0, 1),
              .replica_bytes = rows.real(0, 2),
              .wal = rows.real(0, 3),
              .dead = rows.real(0, 4),
              .live = rows.real(0, 5),
              .paused = rows.flag(0, 6),
              .replicas_hidden = rows.flag(0, 7),
              .took = Clock::now() - begun};
}

std::string Throttle::behind(const Seen& seen) {
  if (seen.paused) return "it was paused: UPDATE ante.backfill SET paused = false lets it go on";
  if (seen.replica_seconds * 1000 > static_cast<double>(pace_.replica_lag.count()))
    return fmt::format("a replica is {:.0f} s behind", seen.replica_seconds);
  if (seen.replica_bytes > replica_bytes)
    return fmt::format("a replica is {} behind", human(Bytes{static_cast<std::int64_t>(seen.replica_bytes)}));
  if (seen.waiting >= waiting_sessions) return fmt::format("{:.0f} sessions wait for locks", seen.waiting);
  quickest_ = std::min(quickest_.value_or(seen.took.count()), seen.took.count());
  if (seen.took.count() > slow_seconds && seen.took.count() > slower_than_at_best * *quickest_)
    return fmt::format("the server answers small questions in {:.0f} ms", seen.took.count() * 1000);
  if (seen.dead <= std::max(pace_.dead_rows * seen.live, dead_rows_that_matter)) {
    vacuum_until_.reset();
  } else {
    if (!vacuum_until_) vacuum_until_ = Clock::now() + std::min(vacuum_gets, pace_.patience / 2);
    if (Clock::now() < *vacuum_until_) return "more than enough dead rows: a vacuum may come first";
  }
  if (pace_.wal_a_second.count > 0 && wal_then_) {
    std::chrono::duration<double> since = Clock::now() - wal_since_;
    if (seen.wal - *wal_then_ > since.count() * static_cast<double>(pace_.wal_a_second.count))
      return fmt::format("{} of WAL a second are enough", human(pace_.wal_a_second));
  }
  wal_then_ = seen.wal, wal_since_ = Clock::now();
  return "";
}

Result<void> Throttle::rest(std::chrono::duration<double> worked, const std::string& table, std::int64_t change,
                            int step) {
  if (!pace_.throttles) return {};
  TRY(leave_it_to_others(worked * (1 / pace_.works - 1)));
  return let_others_keep_up(table, change, step);
}

Result<void> Throttle::keep_the_lease() {
  if (os::interrupted()) return os::interrupted_error();
  if (Clock::now() < next_renewal_) return {};
  TRY(renew(session_.watcher, lease_));
  next_renewal_ = Clock::now() + lease_.lasts / 3;
  return {};
}

Result<void> Throttle::leave_it_to_others(std::chrono::duration<double> time) {
  auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
  for (auto now = Clock::now(); now < until; now = Clock::now()) {
    TRY(keep_the_lease());
    std::this_thread::sleep_for(std::min<Clock::duration>(until - now, pause));
  }
  return {};
}

Result<void> Throttle::let_others_keep_up(const std::string& table, std::int64_t change, int step) {
  auto until = Clock::now() + pace_.patience;
  std::string said;
  for (;;) {
    TRY(keep_the_lease());
    if (said.empty() && Clock::now() < next_look_) return {};
    next_look_ = Clock::now() + look_every;
    auto seen = TRY(look(table, change, step));
    if (seen.replicas_hidden && !said_hidden_) {
      progress_.stage("how far the replicas are behind cannot be seen: GRANT pg_monitor TO the role");
      said_hidden_ = true;
    }
    auto why = behind(seen);
    if (why.empty()) return {};
    // Whoever paused it says when it goes on.
    if (seen.paused) until = Clock::now() + pace_.patience;
    if (Clock::now() > until)
      return undecided(fmt::format("it rested for all its patience: {}", why),
                       "run again when that is better: it goes on from where it is");
    if (why != said) progress_.stage("resting: " + why);
    said = why;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace ante::ship
