// What a watcher knows, for Prometheus: its text format, version 0.0.4.
#pragma once

#include <map>
#include <string>

namespace ante::render {

struct Metrics {
  std::string database, server;
  double seen_at = 0;                        // of the last look, seconds since 1970
  std::map<std::string, int> sessions = {};  // by state: active, waiting, idle in transaction
  double longest_transaction = 0, longest_statement = 0, round_trip = 0;  // seconds
  double commits = 0, rollbacks = 0;                                      // since it began to watch
  std::map<std::string, int> troubles = {};                               // by kind: crowd, lock queue, …
  std::map<std::string, double> events = {};                              // by kind, since it began to watch
};
std::string text(const Metrics& metrics);

}  // namespace ante::render
