// How long a shipment may wait and hold, as options of the commands that ship.
#pragma once

#include <string>

#include "base/result.h"
#include "ship/pace.h"

namespace CLI {
class App;
}

namespace ante::cli {

struct PaceOptions {
  std::string budget = "500ms", patience = "10m", index_wait = "1h", lease = "30s";
  std::string replica_lag = "10s";
  double wal_rate = 0;  // megabytes a second; 0: as much as comes
  int share = 20;       // of the time, in percent, that a backfill works
  bool unthrottled = false;
};

void declare_pace_options(CLI::App& app, PaceOptions& options);
Result<ship::Pace> pace_of(const PaceOptions& options);

}  // namespace ante::cli
