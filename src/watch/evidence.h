// Whether a series has risen, looked at as often as one likes: evidence for a rise is multiplied up, value by value,
// what is against it takes from it, and it begins anew where nothing is left. A series that stays as it is reaches a
// sum of N once in N values on average at most (a CUSUM of likelihood ratios, over several sizes of a rise at once).
#pragma once

#include <array>
#include <cstddef>
#include <deque>

namespace ante::watch {

class Evidence {
 public:
  // Values are logarithms: what counts is by which factor something grew.
  void see(double value);
  // Nothing can be said before the series is known: the more it spreads, the longer that takes; one that goes up and
  // down by half never is.
  bool knows() const;
  double usual() const;  // the middle of what it was in quiet times
  double rise() const { return last_ - usual(); }
  double sum() const;
  // Nothing has begun to speak for a rise.
  bool is_calm() const { return sum() <= doubtful; }

 private:
  static constexpr std::size_t most_kept = 60;
  // Of a rise, as factors. A smaller one could not be told from how little is known of what is usual.
  static constexpr std::array<double, 3> sizes{1.5, 2.5, 5.0};
  static constexpr double doubtful = 100;
  double spread() const;
  double memory() const;

  std::deque<double> usual_;
  std::array<double, sizes.size()> for_a_rise_{1, 1, 1};
  double last_ = 0;
};

}  // namespace ante::watch
