// Whether people are refused, second by second, and whose completions stay away.
#include "watch/failures.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using watch::FailureDetector;

class Failures : public testing::Test {
 protected:
  FailureDetector::Seen second(double commits, double rollbacks) {
    at_ += 1;
    return detector_.see(watch::Moment{.at = at_, .since_counted = 1, .commits = commits, .rollbacks = rollbacks});
  }
  bool begins_within(int seconds, double commits, double rollbacks) {
    for (int i = 0; i < seconds; ++i)
      if (second(commits, rollbacks).has_begun) return true;
    return false;
  }
  void interval(std::map<std::string, double> calls) {
    watch::Interval interval{.from = at_, .to = at_ + 10};
    for (auto& [shape, count] : calls) interval.by_shape[shape] = {.calls = count};
    detector_.see(interval);
  }
  double at_ = 1'000;
  FailureDetector detector_;
};

TEST_F(Failures, AreSeenInFiveSecondsAndAreOver) {
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(second(100, 1).has_begun);
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(second(60, 40).has_begun);
  auto seen = second(60, 40);
  EXPECT_TRUE(seen.has_begun);
  EXPECT_EQ(seen.from, at_ - 5);
  EXPECT_EQ(seen.to, at_ - 4);
  EXPECT_FALSE(second(60, 40).has_begun) << "it is said once";
  bool is_over = false;
  for (int i = 0; i < 15 && !is_over; ++i) is_over = second(100, 1).is_over;
  EXPECT_TRUE(is_over);
}

TEST_F(Failures, WhatIsUsualIsNone) {
  for (int i = 0; i < 20; ++i) second(20, 80);
  EXPECT_FALSE(begins_within(30, 18, 82)) << "whoever ends each look by a ROLLBACK";
}

TEST_F(Failures, WhoRollsBackMostlyIsSeenToFailAltogether) {
  for (int i = 0; i < 20; ++i) second(20, 80);
  EXPECT_TRUE(begins_within(10, 0, 100));
}

TEST_F(Failures, WhatLastsIsUsualInTheEnd) {
  for (int i = 0; i < 20; ++i) second(100, 0);
  ASSERT_TRUE(begins_within(5, 60, 40));
  bool is_usual = false;
  for (int i = 0; i < 1'000 && !is_usual; ++i) is_usual = second(60, 40).is_usual_now;
  EXPECT_TRUE(is_usual);
  EXPECT_FALSE(begins_within(100, 60, 40));
  EXPECT_TRUE(begins_within(5, 20, 80)) << "and more than that is seen again";
}

TEST_F(Failures, AFewAreNoneAndNorIsABurst) {
  for (int i = 0; i < 20; ++i) second(10, 0);
  EXPECT_FALSE(begins_within(30, 10, 2));
  for (int i = 0; i < 30; ++i) {
    EXPECT_FALSE(begins_within(2, 10, 50));
    EXPECT_FALSE(begins_within(5, 10, 0));
  }
}

TEST_F(Failures, WhatIsNotCountedIsNoCalm) {
  for (int i = 0; i < 20; ++i) second(100, 1);
  ASSERT_TRUE(begins_within(5, 60, 40));
  for (int i = 0; i < 30; ++i) EXPECT_FALSE(detector_.see(watch::Moment{.at = at_ += 1}).is_over);
}

TEST_F(Failures, WhoseCompletionsStayAwayIsTold) {
  for (int i = 0; i < 6; ++i) interval({{"a", 100}, {"b", 100}, {"rare", 1}});
  for (int i = 0; i < 20; ++i) second(100, 1);
  EXPECT_TRUE(detector_.stay_away().empty());
  ASSERT_TRUE(begins_within(5, 60, 40));
  interval({{"a", 90}});
  EXPECT_EQ(detector_.stay_away(), std::set<std::string>{"b"});
  interval({{"a", 90}, {"b", 195}});
  EXPECT_TRUE(detector_.stay_away().empty());
}

}  // namespace
}  // namespace ante::tests
