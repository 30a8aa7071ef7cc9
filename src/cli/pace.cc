#include "cli/pace.h"

#include <CLI/CLI.hpp>

#include <random>

#include "base/units.h"

namespace ante::cli {

void declare_pace_options(CLI::App& app, PaceOptions& options) {
  app.add_option("--budget", options.budget, "how long anybody may wait for a lock of ours (500ms)");
  app.add_option("--patience", options.patience, "how long to try for the lock of a step (10m)");
  app.add_option("--index-wait", options.index_wait,
                 "how long what is built concurrently waits for older transactions (1h)");
  app.add_option("--replica-lag", options.replica_lag, "how far a replica may be behind before a backfill rests (10s)");
  app.add_option("--wal-rate", options.wal_rate, "megabytes of WAL a second beyond which a backfill rests (no limit)");
  auto* share = app.add_option("--share", options.share, "percent of the time in which a backfill works (20)")
                    ->check(CLI::Range(1, 100));
  app.add_flag("--unthrottled", options.unthrottled, "backfills rest for nobody, between their batches")
      ->excludes(share);
  app.add_option("--lease", options.lease, "after how long a runner that says nothing is taken for dead (30s)");
}

Result<ship::Pace> pace_of(const PaceOptions& options) {
  ship::Pace pace;
  for (auto [text, name, into] : {std::tuple{&options.budget, "--budget", &pace.budget},
                                  {&options.patience, "--patience", &pace.patience},
                                  {&options.index_wait, "--index-wait", &pace.index_wait},
                                  {&options.replica_lag, "--replica-lag", &pace.replica_lag},
                                  {&options.lease, "--lease", &pace.lease}}) {
    auto read = read_duration(*text);
    if (!read) return at(name, read.error());
    *into = *read;
  }
  if (pace.budget.count() < 20)
    return bad_input("--budget is less than 20ms: nothing could be locked within it", "500ms is usual");
  if (pace.lease.count() < 1000)
    return bad_input("--lease is less than 1s: a runner that lives would be taken for dead", "30s is usual");
  if (options.wal_rate < 0) return bad_input("--wal-rate is less than nothing", "megabytes a second, as 20");
  pace.wal_a_second = {static_cast<std::int64_t>(options.wal_rate * 1024 * 1024)};
  pace.works = options.share / 100.0;
  pace.throttles = !options.unthrottled;
  pace.seed = std::random_device{}();
  return pace;
}

}  // namespace ante::cli
