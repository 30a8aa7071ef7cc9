#include "watch/evidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "watch/middle.h"

namespace ante::watch {
namespace {

// A single value says so much at most, however far out it is: one outlier is no rise.
constexpr double most_deviations = 4;
constexpr double least_spread = 0.05;
constexpr double deviations_in_mad = 1.4826;
constexpr double most_memory = 0.8;
constexpr std::size_t least_known = 12;
constexpr double known_within = 0.1;   // the error of what is usual, about
constexpr double surely_within = 2.5;  // errors of a middle
constexpr double unsure = 6;  // of so few values it is not known how far they spread: as if there were more of it
constexpr double most_evidence = 1e12;

}  // namespace

double Evidence::usual() const { return middle(usual_); }

double Evidence::spread() const {
  std::vector<double> off;
  auto middle_value = usual();
  for (double value : usual_) off.push_back(std::abs(value - middle_value));
  auto few = 1 + unsure / static_cast<double>(off.size());
  return std::max(least_spread, few * deviations_in_mad * middle(off));
}

// How much of a value's deviation the next one has too.
double Evidence::memory() const {
  double together = 0, alone = 0;
  auto middle_value = usual();
  for (std::size_t i = 0; i < usual_.size(); ++i) {
    auto off = usual_[i] - middle_value;
    alone += off * off;
    if (i > 0) together += off * (usual_[i - 1] - middle_value);
  }
  auto seen = alone > 0 ? together / alone : 0;
  return std::clamp(seen + 1 / std::sqrt(static_cast<double>(usual_.size())), 0.0, most_memory);
}

bool Evidence::knows() const {
  if (usual_.size() < least_known) return false;
  return static_cast<double>(usual_.size()) >= std::pow(spread() / known_within, 2);
}

void Evidence::see(double value) {
  auto before = std::exchange(last_, value);
  if (knows()) {
    auto deviation = spread();
    auto middle_value = usual();
    auto off_by = surely_within * deviation / std::sqrt(static_cast<double>(usual_.size()));  // what is usual, at most
    auto kept = memory();
    auto news = value - middle_value - off_by - kept * std::clamp(before - middle_value, -deviation, deviation);
    auto z = std::clamp(news / deviation, -most_deviations, most_deviations);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      auto expected = std::min(std::log(sizes[i]) / deviation, most_deviations);
      for_a_rise_[i] =
          std::clamp(for_a_rise_[i] * std::exp(expected * z - expected * expected / 2), 1.0, most_evidence);
    }
  }
  if (!is_calm()) return;  // no usual value, perhaps
  keep(usual_, value, most_kept);
}

double Evidence::sum() const {
  return std::accumulate(for_a_rise_.begin(), for_a_rise_.end(), 0.0) / static_cast<double>(sizes.size());
}

}  // namespace ante::watch
