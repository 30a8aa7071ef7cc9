// When something runs out, if it goes on as it did: a line through what was seen of it, by the middle of all slopes
// between two points, which a few wild ones do not move.
#pragma once

#include <optional>
#include <vector>

namespace ante::incident {

struct Level {
  double at = 0;     // seconds since 1970
  double share = 0;  // of what there is
};

struct Forecast {
  double share = 0;                       // at last
  double a_day = 0, least = 0, most = 0;  // it grows by so much; in nine of ten cases by so much at least, at most
  std::optional<double> full, earliest, latest;  // seconds since 1970; nullopt: not in ten years
};
// nullopt where too little was seen: five looks, an hour.
std::optional<Forecast> forecast(const std::vector<Level>& levels);

}  // namespace ante::incident
