// What is usual of some values; what is far out does not move it.
#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

namespace ante::watch {

// Of values as they come, so many of the last are kept.
template <class Values, class Value>
void keep(Values& values, const Value& value, std::size_t at_most) {
  values.push_back(value);
  if (values.size() > at_most) values.pop_front();
}

// The one in the middle; 0 where there are none.
template <class Values>
double middle(const Values& some) {
  std::vector<double> values(std::begin(some), std::end(some));
  if (values.empty()) return 0;
  auto half = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, half);
  return *half;
}

// So much as it is in all but one of twenty; 0 where there are none.
template <class Values>
double nearly_always_below(const Values& some) {
  std::vector<double> values(std::begin(some), std::end(some));
  if (values.empty()) return 0;
  auto place = values.begin() + (std::ssize(values) - 1) * 19 / 20;
  std::ranges::nth_element(values, place);
  return *place;
}

}  // namespace ante::watch
