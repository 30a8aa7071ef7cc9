#include "base/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ante {
namespace {

// Values below 64 have a bucket each; above, every doubling is cut into 64.
constexpr int bits = 6;
constexpr std::uint64_t exact = 1u << bits;

std::uint16_t bucket_of(std::uint64_t value) {
  if (value < exact) return static_cast<std::uint16_t>(value);
  int doubling = std::bit_width(value) - bits - 1;
  return static_cast<std::uint16_t>(static_cast<std::uint64_t>(doubling) * exact + (value >> doubling));
}

// The largest value that falls into it.
std::uint64_t end_of(std::uint16_t bucket) {
  if (bucket < 2 * exact) return bucket;
  int doubling = static_cast<int>(bucket / exact) - 1;
  std::uint64_t part = bucket - static_cast<std::uint64_t>(doubling) * exact;
  return ((part + 1) << doubling) - 1;
}

}  // namespace

void Histogram::add(Micros value, std::int64_t times) {
  counts_[bucket_of(static_cast<std::uint64_t>(std::max<std::int64_t>(0, value.count())))] += times;
  count_ += times;
  longest_ = std::max(longest_, value);
}

void Histogram::add(const Histogram& other) {
  for (auto& [bucket, times] : other.counts_) counts_[bucket] += times;
  count_ += other.count_;
  longest_ = std::max(longest_, other.longest_);
}

Histogram::Micros Histogram::percentile(double percent) const {
  auto wanted = static_cast<std::int64_t>(std::ceil(static_cast<double>(count_) * percent / 100));
  std::int64_t seen = 0;
  for (auto& [bucket, times] : counts_) {
    seen += times;
    if (seen >= std::max<std::int64_t>(wanted, 1))
      return std::min(longest_, Micros(static_cast<std::int64_t>(end_of(bucket))));
  }
  return Micros(0);
}

std::int64_t Histogram::above(Micros limit) const {
  std::int64_t seen = 0;
  auto last = bucket_of(static_cast<std::uint64_t>(std::max<std::int64_t>(0, limit.count())));
  for (auto& [bucket, times] : counts_)
    if (bucket > last) seen += times;
  return seen;
}

}  // namespace ante
