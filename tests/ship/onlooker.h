// How long the application (sessions named shop) waits for a change, as seen from outside.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>

#include "base/units.h"
#include "pg/connection.h"

namespace ante::tests {

// Looks at who waits for whom all the while. What is counted of a wait is what was surely seen of it.
class Onlooker {
 public:
  Onlooker(pg::Connection server, int major) : server_(std::move(server)), thread_([this, major] { look(major); }) {}
  ~Onlooker() { end(); }
  void end() {
    ends_ = true;
    if (thread_.joinable()) thread_.join();
  }
  Millis longest() const { return longest_; }
  std::int64_t waits() const { return static_cast<std::int64_t>(first_seen_.size()); }
  const std::string& whose() const { return whose_; }

 private:
  void look(int major) {
    // Which of its waits it is: 14 says when that one began.
    const auto since = major >= 14 ? "(SELECT min(l.waitstart) FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted)"
                                   : "a.state_change";
    const auto ask = fmt::format(
        "SELECT a.pid || ' since ' || {}, a.query FROM pg_stat_activity a WHERE a.application_name = 'shop' AND "
        "a.wait_event_type = 'Lock' AND EXISTS (SELECT FROM pg_stat_activity o WHERE o.pid = ANY "
        "(pg_blocking_pids(a.pid)) AND o.application_name LIKE 'ante %')",
        since);
    while (!ends_) {
      const auto asked = std::chrono::steady_clock::now();
      auto rows = server_.query(ask);
      const auto answered = std::chrono::steady_clock::now();
      for (int row = 0; rows && row < rows->size(); ++row) {
        if (rows->null(row, 0)) continue;
        const auto first = first_seen_.try_emplace(std::string(rows->text(row, 0)), answered).first->second;
        const auto waited = std::chrono::duration_cast<Millis>(asked - first);
        if (waited > longest_) longest_ = waited, whose_ = rows->text(row, 1);
      }
      std::this_thread::sleep_for(Millis(5));
    }
  }
  pg::Connection server_;
  std::atomic<bool> ends_ = false;
  std::map<std::string, std::chrono::steady_clock::time_point> first_seen_;
  Millis longest_{0};
  std::string whose_;
  std::thread thread_;
};

}  // namespace ante::tests
