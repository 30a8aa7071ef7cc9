// Units that cannot be mixed up. A duration is std::chrono's; these are what it lacks.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ante {

using Millis = std::chrono::milliseconds;

inline constexpr std::int64_t page_bytes = 8192;

struct Bytes {
  std::int64_t count = 0;
  friend auto operator<=>(Bytes, Bytes) = default;
};
inline Bytes pages(std::int64_t blocks) { return {blocks * page_bytes}; }

// "512kB", "20GB", "1.5 TB", with PostgreSQL's units; a number alone is bytes.
Result<Bytes> read_bytes(std::string_view text);

// "150ms", "30s", "5m", "1h"; a number alone is seconds. At most a week.
Result<Millis> read_duration(std::string_view text);

// "18:05", "18:05:10" (the last time that it was so late), "2026-11-30 18:05", "2026-11-30T18:05:10Z": UTC. Seconds
// since 1970; `now` too.
Result<double> read_moment(std::string_view text, double now);

std::string human(Bytes bytes);         // 1.2 GB
std::string human_count(double count);  // 7.7 million
std::string human(Millis duration);     // 1.3 s

}  // namespace ante
