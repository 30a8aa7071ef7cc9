// Durations counted in buckets that grow with them, as HdrHistogram does it: any percentile within 1.6 %, from a
// microsecond to hours, in as much memory as there are different ones.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>

namespace ante {

class Histogram {
 public:
  using Micros = std::chrono::microseconds;

  void add(Micros value, std::int64_t times = 1);
  void add(const Histogram& other);
  std::int64_t count() const { return count_; }
  Micros longest() const { return longest_; }
  // The least value that so many percent are not above; 0 where nothing was counted.
  Micros percentile(double percent) const;
  // How many are above.
  std::int64_t above(Micros limit) const;

 private:
  std::map<std::uint16_t, std::int64_t> counts_;  // by bucket
  std::int64_t count_ = 0;
  Micros longest_{0};
};

}  // namespace ante
