// Durations in buckets: close to what was put in, however much that was.
#include "base/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace ante::tests {
namespace {

using Micros = Histogram::Micros;

TEST(Histogram, IsEmptyAtFirst) {
  Histogram histogram;
  EXPECT_EQ(histogram.count(), 0);
  EXPECT_EQ(histogram.percentile(99), Micros(0));
  EXPECT_EQ(histogram.above(Micros(0)), 0);
}

TEST(Histogram, PercentilesAreThoseOfTheSortedValuesWithinTheirBucket) {
  std::mt19937_64 random(7);
  for (double spread : {3.0, 8.0, 16.0}) {
    Histogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 20'000; ++i) {
      auto value = static_cast<std::int64_t>(std::exp(std::uniform_real_distribution<>(0, spread)(random)));
      values.push_back(value);
      histogram.add(Micros(value));
    }
    std::ranges::sort(values);
    for (double percent : {1.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
      auto exact = static_cast<double>(values[static_cast<std::size_t>(std::ceil(values.size() * percent / 100)) - 1]);
      auto said = static_cast<double>(histogram.percentile(percent).count());
      EXPECT_GE(said, exact) << percent;
      EXPECT_LE(said, exact * 1.016) << percent;
    }
    EXPECT_EQ(histogram.longest(), Micros(values.back()));
  }
}

TEST(Histogram, TwoTogetherAreAsOneThatGotAll) {
  Histogram one, other, all;
  for (int i = 0; i < 1000; ++i) {
    (i % 3 ? one : other).add(Micros(i * i));
    all.add(Micros(i * i));
  }
  one.add(other);
  EXPECT_EQ(one.count(), all.count());
  for (double percent : {10.0, 50.0, 99.0}) EXPECT_EQ(one.percentile(percent), all.percentile(percent));
  EXPECT_EQ(one.above(Micros(63)), 1000 - 8);
}

}  // namespace
}  // namespace ante::tests
