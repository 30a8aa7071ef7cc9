#include "incident/forecast.h"

#include <algorithm>

namespace ante::incident {
namespace {

constexpr std::size_t least_levels = 5, most_levels = 300;
constexpr double least_span = 3'600, a_day = 86'400, ten_years = 3'652 * a_day;
constexpr double unlikely = 0.05;

// So many of them, evenly, the last one among them.
std::vector<Level> some_of(const std::vector<Level>& levels) {
  if (levels.size() <= most_levels) return levels;
  std::vector<Level> some;
  for (std::size_t i = 0; i < most_levels; ++i) some.push_back(levels[i * (levels.size() - 1) / (most_levels - 1)]);
  return some;
}

double quantile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

std::optional<Forecast> forecast(const std::vector<Level>& levels) {
  if (levels.size() < least_levels || levels.back().at - levels.front().at < least_span) return std::nullopt;
  auto some = some_of(levels);
  std::vector<double> slopes;
  // Two that were seen soon one after the other say little of the years to come.
  auto apart = (some.back().at - some.front().at) / 4;
  for (std::size_t i = 0; i < some.size(); ++i)
    for (std::size_t j = i + 1; j < some.size(); ++j)
      if (some[j].at - some[i].at >= apart)
        slopes.push_back((some[j].share - some[i].share) / (some[j].at - some[i].at));
  if (slopes.empty()) return std::nullopt;
  std::ranges::sort(slopes);
  auto& last = levels.back();
  auto when = [&](double slope) -> std::optional<double> {
    if (last.share >= 1) return last.at;
    if (slope <= 0 || (1 - last.share) / slope > ten_years) return std::nullopt;
    return last.at + (1 - last.share) / slope;
  };
  auto middle = quantile(slopes, 0.5), least = quantile(slopes, unlikely), most = quantile(slopes, 1 - unlikely);
  return Forecast{.share = last.share,
                  .a_day = middle * a_day,
                  .least = least * a_day,
                  .most = most * a_day,
                  .full = when(middle),
                  .earliest = when(most),
                  .latest = when(least)};
}

}  // namespace ante::incident
