// The middle one of some values; what is far out does not move it.
#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

namespace ante::watch {

// 0 where there are none.
template <class Values>
double middle(const Values& some) {
  std::vector<double> values(std::begin(some), std::end(some));
  if (values.empty()) return 0;
  auto half = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, half);
  return *half;
}

}  // namespace ante::watch
