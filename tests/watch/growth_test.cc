// Whether a call does more than it did: what is a rise and what is not, over series by lot.
#include "watch/growth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ante::tests {
namespace {

using watch::GrowthDetector;

// Intervals of ten seconds of some shapes, each with its own usual work.
class Series : public testing::Test {
 protected:
  void begin(unsigned seed, double noise) {
    chance_.seed(seed), noise_ = noise, at_ = 1'000, detector_ = {};
    normal_.reset();
  }
  // `factor` is what happened to the work of shape 0.
  GrowthDetector::Seen next(double factor = 1, double traffic = 1) {
    watch::Interval interval{.from = at_, .to = at_ + 10};
    at_ += 10;
    for (int shape = 0; shape < shapes_; ++shape) {
      auto calls = std::round(traffic * 500 * std::exp(0.3 * normal_(chance_)));
      auto per_call = (20 + 10 * shape) * std::exp(noise_ * normal_(chance_)) * (shape == 0 ? factor : 1);
      if (outliers_ > 0 && uniform_(chance_) < outliers_) per_call *= 10;
      interval.by_shape[name(shape)] = {.calls = calls, .ms = calls * per_call / 50, .blocks = calls * per_call};
    }
    return detector_.see(interval);
  }
  static std::string name(int shape) { return "s" + std::to_string(shape); }

  int shapes_ = 20;
  double noise_ = 0.1, outliers_ = 0, at_ = 1'000;
  std::mt19937 chance_{7};
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_;
  GrowthDetector detector_;
};

TEST_F(Series, WhatStaysAsItIsIsNoGrowth) {
  for (unsigned seed = 1; seed <= 3; ++seed)
    for (double noise : {0.0, 0.02, 0.1, 0.3, 0.6}) {
      begin(seed, noise);
      for (int i = 0; i < 150; ++i)
        ASSERT_TRUE(next().grown.empty()) << "seed " << seed << ", noise " << noise << ", interval " << i;
    }
}

TEST_F(Series, NorAreOutliers) {
  outliers_ = 0.005;
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(next().grown.empty()) << "interval " << i;
}

TEST_F(Series, NorIsMoreTraffic) {
  for (int i = 0; i < 30; ++i) next();
  for (int i = 0; i < 30; ++i) {
    auto seen = next(1, 3);
    ASSERT_TRUE(seen.grown.empty());
    EXPECT_GT(seen.overall.calls, 1.8 * seen.overall.calls_before);
  }
}

TEST_F(Series, ThreeTimesTheWorkIsSeenWithinAMinute) {
  for (unsigned seed = 1; seed <= 8; ++seed)
    for (double noise : {0.0, 0.05, 0.1}) {
      begin(seed, noise);
      for (int i = 0; i < 25; ++i) next();
      auto began = at_;
      std::vector<watch::Growth> grown;
      for (int i = 0; i < 6 && grown.empty(); ++i) grown = next(3).grown;
      ASSERT_EQ(grown.size(), 1u) << "seed " << seed << ", noise " << noise;
      EXPECT_EQ(grown[0].shape, "s0");
      EXPECT_FALSE(grown[0].is_new);
      EXPECT_NEAR(std::log(grown[0].times()), std::log(3), 0.1 + 3 * noise);
      EXPECT_LE(grown[0].from, began + 10);
      EXPECT_GE(grown[0].to, began);
    }
}

TEST_F(Series, WhatGoesBackIsOver) {
  for (int i = 0; i < 25; ++i) next();
  bool was_seen = false;
  for (int i = 0; i < 10; ++i) was_seen = !next(4).grown.empty();
  ASSERT_TRUE(was_seen);
  for (int i = 0; i < 20; ++i)
    if (auto seen = next(); seen.went_back == std::vector<std::string>{"s0"}) {
      EXPECT_TRUE(next().grown.empty());
      return;
    }
  FAIL() << "it never went back";
}

TEST_F(Series, WhatLastsIsNotTakenForUsual) {
  for (int i = 0; i < 25; ++i) next();
  for (int i = 0; i < 6; ++i) next(4);
  for (int i = 0; i < 90; ++i) {
    auto seen = next(4);
    ASSERT_EQ(seen.grown.size(), 1u) << i;
    ASSERT_TRUE(seen.went_back.empty()) << i;
  }
}

TEST_F(Series, ANewQueryThatTakesMostIsSeenAndALightOneIsNot) {
  for (int i = 0; i < 25; ++i) next();
  watch::Interval interval{.from = at_, .to = at_ + 10};
  interval.by_shape["light"] = {.calls = 10, .ms = 1, .blocks = 40};
  interval.by_shape["heavy"] = {.calls = 500, .ms = 20'000, .blocks = 4'000'000};
  auto seen = detector_.see(interval);
  EXPECT_EQ(seen.new_shapes, (std::vector<std::string>{"heavy", "light"}));
  ASSERT_EQ(seen.grown.size(), 1u);
  EXPECT_EQ(seen.grown.front().shape, "heavy");
  EXPECT_TRUE(seen.grown.front().is_new);
}

TEST_F(Series, WhatWasThereBeforeAnybodyWatchedIsNotNew) {
  detector_.know("nightly");
  for (int i = 0; i < 25; ++i) next();
  watch::Interval interval{.from = at_, .to = at_ + 10};
  interval.by_shape["nightly"] = {.calls = 5, .ms = 20'000, .blocks = 4'000'000};
  auto seen = detector_.see(interval);
  EXPECT_TRUE(seen.new_shapes.empty());
  EXPECT_TRUE(seen.grown.empty());
}

}  // namespace
}  // namespace ante::tests
