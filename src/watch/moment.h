// What is seen of a database: who is at work at one moment, and what was done in an interval. Plain values; what they
// mean is the detectors' business.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ante::watch {

// A backend that works, waits, or keeps a transaction open. No text here has a literal in it.
struct Session {
  int pid = 0;
  std::string application, user;
  std::string state;                  // as the server calls it: active, idle in transaction
  std::string wait_class, wait;       // "Lock" and "relation"; "" where it does not wait
  std::string shape = {}, text = {};  // of its statement, or of its last one; "" where it cannot be told
  double transaction_seconds = 0, statement_seconds = 0;
  std::vector<int> blocked_by = {};  // who is before it in a queue for a lock
  std::string waits_for = {};        // the relation whose lock it waits for
  double waited_seconds = 0;         // for that lock

  bool active() const { return state == "active"; }
};

struct Moment {
  double at = 0;          // seconds since 1970, by the watcher's clock
  double round_trip = 0;  // seconds that the smallest question takes: the way there and back
  std::vector<Session> sessions = {};
  // Transactions that came to their end since they were last counted, so many seconds ago; 0: they were not counted
  // now.
  double since_counted = 0, commits = 0, rollbacks = 0;
};

// What the server counted of a query shape.
struct Work {
  double calls = 0, ms = 0, blocks = 0, rows = 0, temp = 0, wal = 0;

  Work& operator+=(const Work& other) {
    calls += other.calls, ms += other.ms, blocks += other.blocks;
    rows += other.rows, temp += other.temp, wal += other.wal;
    return *this;
  }
  Work operator-(const Work& other) const {
    return {calls - other.calls, ms - other.ms,     blocks - other.blocks,
            rows - other.rows,   temp - other.temp, wal - other.wal};
  }
};

// The statistics of a table were gathered anew.
struct Analyzed {
  std::string relation;
  double ago = 0;  // seconds
  bool is_auto = false;
};

struct Interval {
  double from = 0, to = 0;                    // seconds since 1970
  std::map<std::string, Work> by_shape = {};  // of those that were called
};

}  // namespace ante::watch
