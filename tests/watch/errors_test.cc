// Whether errors of one kind come beyond what is usual; and plans that turn.
#include "watch/errors.h"

#include <gtest/gtest.h>

#include "watch/plan_turns.h"

namespace ante::tests {
namespace {

using watch::ErrorDetector;
using watch::LogLines;

class Errors : public testing::Test {
 protected:
  ErrorDetector::Seen second(int count, const std::string& what = "42703", const std::string& shape = "a") {
    LogLines lines{.from = at_, .to = at_ + 1};
    at_ += 1;
    for (int i = 0; i < count; ++i) lines.errors.push_back({what, shape});
    return detector_.see(lines);
  }
  void quiet(int seconds) {
    for (int i = 0; i < seconds; ++i) EXPECT_TRUE(second(0).begun.empty());
  }
  bool begins_within(int seconds, int count, const std::string& what = "42703") {
    for (int i = 0; i < seconds; ++i)
      if (!second(count, what).begun.empty()) return true;
    return false;
  }
  bool is_over_within(int seconds, int count) {
    for (int i = 0; i < seconds; ++i)
      if (!second(count).over.empty()) return true;
    return false;
  }
  double at_ = 10'000;
  ErrorDetector detector_;
};

TEST_F(Errors, OfANewKindAreSeenInThreeSecondsAndAreOver) {
  quiet(20);
  auto began = at_;
  EXPECT_TRUE(second(5).begun.empty());
  EXPECT_TRUE(second(5).begun.empty());
  auto seen = second(5);
  ASSERT_EQ(seen.begun.size(), 1u);
  auto& begun = seen.begun[0];
  EXPECT_EQ(begun.what, "42703");
  EXPECT_EQ(begun.from, began);
  EXPECT_EQ(begun.to, began + 1);
  EXPECT_EQ(begun.count, 15);
  EXPECT_EQ(begun.seconds, 3);
  EXPECT_EQ(begun.usual, 0);
  EXPECT_EQ(begun.by_shape, (std::vector<std::pair<std::string, int>>{{"a", 15}}));
  EXPECT_TRUE(second(5).begun.empty()) << "it is said once";
  EXPECT_FALSE(is_over_within(30, 5));
  EXPECT_TRUE(is_over_within(30, 0));
  EXPECT_TRUE(begins_within(5, 5)) << "and again";
}

TEST_F(Errors, WhatIsUsualIsNoneAndFiveTimesAsMuchIs) {
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(second(4).begun.empty()) << i;
  EXPECT_FALSE(begins_within(60, 6));
  EXPECT_TRUE(begins_within(10, 30));
}

TEST_F(Errors, AFewAndABurstAreNone) {
  quiet(20);
  EXPECT_FALSE(begins_within(7, 1));
  quiet(20);
  EXPECT_FALSE(begins_within(1, 50)) << "at once, of one who tries";
  quiet(20);
}

TEST_F(Errors, OneKindDoesNotHideAnother) {
  for (int i = 0; i < 60; ++i) second(50, "23505");
  EXPECT_TRUE(begins_within(4, 5, "42P01"));
}

// What the data refuse comes with the traffic, which may begin after one began to look.
TEST_F(Errors, WhatTheDataRefuseIsKnownAfterTwoMinutes) {
  quiet(20);
  EXPECT_FALSE(begins_within(90, 5, "23505"));
  quiet(300);
  EXPECT_TRUE(begins_within(15, 50, "23505"));
  EXPECT_TRUE(begins_within(5, 5, "of words 1a2b3c4d"));
}

TEST_F(Errors, WhatIsThereInTheFirstSecondsIsTakenForUsual) { EXPECT_FALSE(begins_within(60, 5)); }

TEST_F(Errors, WhatLastsIsUsualInTheEnd) {
  quiet(20);
  ASSERT_TRUE(begins_within(5, 5));
  bool is_usual = false;
  for (int i = 0; i < 1'000 && !is_usual; ++i) is_usual = !second(5).usual_now.empty();
  EXPECT_TRUE(is_usual);
  EXPECT_FALSE(begins_within(100, 5));
}

TEST_F(Errors, ASingleDeadlockIsSeenUnlessThereWasOneBefore) {
  quiet(20);
  EXPECT_TRUE(begins_within(1, 1, "40P01"));
  for (int i = 0; i < 100; ++i) second(0);
  EXPECT_FALSE(begins_within(1, 1, "40P01")) << "it is known of";
  at_ += 4'000;
  EXPECT_TRUE(begins_within(1, 1, "40P01"));
}

// As from one whose messages are never the same.
TEST_F(Errors, VeryManyKindsAreForgotten) {
  quiet(20);
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(second(1, "of words " + std::to_string(i)).begun.empty());
  EXPECT_TRUE(begins_within(5, 5));
}

class Turns : public testing::Test {
 protected:
  std::vector<watch::PlanTurns::Turn> logged(const std::string& node, double ms, int times = 1) {
    LogLines lines{.from = at_, .to = at_ + 1};
    at_ += 1;
    for (int i = 0; i < times; ++i) lines.plans.push_back({"a", {"Aggregate", "  " + node}, ms});
    return turns_.see(lines);
  }
  double at_ = 1'000;
  watch::PlanTurns turns_;
};

TEST_F(Turns, AnotherPlanThanBeforeIsSaidOnceWithBothNodes) {
  EXPECT_TRUE(logged("Index Scan using i on bill", 0.1, 5).empty());
  EXPECT_TRUE(logged("Seq Scan on bill", 30, 2).empty());
  auto turns = logged("Seq Scan on bill", 30);
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].was, "Index Scan using i on bill");
  EXPECT_EQ(turns[0].is, "Seq Scan on bill");
  EXPECT_EQ(turns[0].before_ms, 0.1);
  EXPECT_EQ(turns[0].now_ms, 30);
  EXPECT_EQ(turns[0].from, 1'001);
  EXPECT_EQ(turns[0].to, 1'001);
  EXPECT_TRUE(logged("Seq Scan on bill", 30, 5).empty());
  EXPECT_EQ(logged("Index Scan using i on bill", 0.1, 5).size(), 1u) << "it turned back";
}

TEST_F(Turns, NowThisPlanAndNowThatIsNoTurn) {
  for (int i = 0; i < 30; ++i) {
    EXPECT_TRUE(logged("Index Scan using i on bill", 0.1, 3).empty());
    EXPECT_TRUE(logged("Seq Scan on bill", 30, 2).empty());
  }
}

TEST_F(Turns, OfAPlanThatWasSeenOnceNothingIsSaid) {
  EXPECT_TRUE(logged("Index Scan using i on bill", 0.1).empty());
  EXPECT_TRUE(logged("Seq Scan on bill", 30, 10).empty());
}

}  // namespace
}  // namespace ante::tests
