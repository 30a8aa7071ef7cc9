// When something runs out.
#include "incident/forecast.h"

#include <gtest/gtest.h>

#include <random>

namespace ante::tests {
namespace {

using incident::forecast;
using incident::Level;

constexpr double day = 86'400;

std::vector<Level> growing(double from, double a_day, double noise, unsigned seed = 1) {
  std::mt19937 chance(seed);
  std::normal_distribution<double> normal(0, noise);
  std::vector<Level> levels;
  for (int hour = 0; hour <= 240; ++hour)
    levels.push_back({hour * 3'600.0, from + a_day * hour / 24 + (noise > 0 ? normal(chance) : 0)});
  return levels;
}

TEST(Forecast, IsExactWhereItGrowsEvenly) {
  auto found = forecast(growing(0.5, 0.01, 0));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->a_day, 0.01, 1e-9);
  ASSERT_TRUE(found->full && found->earliest && found->latest);
  EXPECT_NEAR(*found->full, 50 * day, 1);
}

TEST(Forecast, TheTruthIsMostlyWithinItsBounds) {
  int within = 0;
  for (unsigned seed = 1; seed <= 50; ++seed) {
    auto found = forecast(growing(0.5, 0.01, 0.005, seed));
    ASSERT_TRUE(found);
    within +=
        found->earliest && *found->earliest <= 50 * day + day && (!found->latest || *found->latest >= 50 * day - day);
  }
  EXPECT_GE(within, 45);
}

TEST(Forecast, AFewWildOnesDoNotMoveIt) {
  auto levels = growing(0.2, 0.01, 0);
  for (std::size_t i = 0; i < levels.size(); i += 20) levels[i].share = 0.9;
  levels.back().share = 0.3;
  EXPECT_NEAR(forecast(levels)->a_day, 0.01, 0.001);
}

TEST(Forecast, WhatDoesNotGrowDoesNotRunOut) {
  EXPECT_FALSE(forecast(growing(0.5, 0, 0))->full);
  EXPECT_FALSE(forecast(growing(0.9, -0.01, 0))->full);
  EXPECT_EQ(forecast(growing(1.0, 0.01, 0))->full, 240 * 3'600.0) << "it is full";
}

TEST(Forecast, OfALittleNothingIsSaid) {
  EXPECT_FALSE(forecast({}));
  EXPECT_FALSE(forecast({{0, 0.1}, {600, 0.1}, {1'200, 0.1}, {1'800, 0.1}, {2'400, 0.1}}));
  EXPECT_FALSE(forecast({{0, 0.1}, {86'400, 0.2}}));
}

}  // namespace
}  // namespace ante::tests
