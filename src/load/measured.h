// What people met, second by second, as the driver saw it. An action belongs to the second in which somebody wanted
// it, not to the one in which it was at last begun or done: a server that stands still hides nothing.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/histogram.h"

namespace ante::load {

// Of one endpoint, or of all.
struct Met {
  std::int64_t done = 0, failed = 0;
  std::map<std::string, std::int64_t> errors;  // by SQLSTATE; "timeout", "no connection", "connection lost"
  Histogram latency;                           // of all, from the moment when somebody wanted it

  void add(const Met& other);
  std::int64_t tried() const { return done + failed; }
};

struct Users {
  std::int64_t seen = 0, affected = 0;  // how many did something; for how many of them something failed
  double share() const { return seen ? static_cast<double>(affected) / static_cast<double>(seen) : 0; }
};

class Measured {
 public:
  // `error` is empty where it was done. User 0 is nobody.
  void record(double wanted_at, std::size_t endpoint, std::int64_t user, const std::string& error,
              Histogram::Micros latency);

  // Seconds from `from` on, before `to`.
  std::vector<Met> endpoints(int from, int to) const;
  Met all(int from, int to) const;
  Users users(int from, int to) const;
  // Puts another's seconds among these, whose endpoint i is here[i] here.
  void add(const Measured& other, const std::vector<std::size_t>& here);
  int seconds() const;

 private:
  struct Second {
    std::map<std::size_t, Met> met;                    // by endpoint
    std::vector<std::pair<std::int64_t, bool>> users;  // and whether it failed
  };
  mutable std::mutex lock_;
  std::vector<Second> seconds_;
};

}  // namespace ante::load
