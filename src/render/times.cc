#include "render/times.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>

namespace ante::render {

std::string utc_day(double at) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

std::string utc_clock(double at) {
  return fmt::format("{:%H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

}  // namespace ante::render
