// How long something took, in seconds.
#pragma once

#include <chrono>

namespace ante::bench {

using Clock = std::chrono::steady_clock;

inline double since(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

}  // namespace ante::bench
