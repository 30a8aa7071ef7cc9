// The runner dies at each point of its work, there and back; whoever comes next brings the database to the new schema
// or to the old one, whichever is wanted. Every fifth point; ANTE_TEST_EVERY_CRASH=1 takes each.
#include <gtest/gtest.h>

#include <cstdlib>

#include "every_step.h"

namespace {

using namespace ante;
using namespace ante::tests;

class Crash : public EveryStep {
 protected:
  // A runner that dies at a point, and counts those that it passes. Its lease has run out when the next one comes.
  struct Mortal {
    int until = 0, passed = 0;
    std::string where = {};
    ship::Pace pace() {
      passed = 0;
      auto pace = quick();
      pace.lease = Millis(1);
      pace.dies_at = [this](std::string_view point) {
        if (++passed != until) return false;
        where = point;
        return true;
      };
      return pace;
    }
  };

  static int stride() { return std::getenv("ANTE_TEST_EVERY_CRASH") ? 1 : 5; }
};
INSTANTIATE_TEST_SUITE_P(Majors, Crash, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Crash, OnTheWayThereLeadsToTheNewSchemaOrTheOld) {
  auto model = database();
  auto before = catalog(model);
  Mortal runner;
  ASSERT_TRUE(apply(target(model), whole_plan(model), runner.pace()));
  auto after = catalog(model);
  int points = runner.passed;
  EXPECT_GT(points, 40);
  for (int point = 1 + GetParam() % stride(); point <= points; point += stride()) {
    auto name = database();
    runner.until = point;
    ASSERT_FALSE(apply(target(name), whole_plan(name), runner.pace()));
    auto back = undo(target(name));
    ASSERT_TRUE(back) << point << " " << runner.where << ": " << said(back);
    ASSERT_EQ(differences(before, catalog(name)), "") << point << " " << runner.where;
    runner.until = point;
    ASSERT_FALSE(apply(target(name), whole_plan(name), runner.pace()));
    auto there = apply(target(name), whole_plan(name));
    ASSERT_TRUE(there) << point << " " << runner.where << ": " << said(there);
    ASSERT_EQ(differences(after, catalog(name)), "") << point << " " << runner.where;
  }
}

TEST_P(Crash, OnTheWayBackLeadsToTheOldSchemaOrTheNew) {
  auto name = database();
  auto before = catalog(name);
  ASSERT_TRUE(apply(target(name), whole_plan(name)));
  auto after = catalog(name);
  Mortal runner;
  ASSERT_TRUE(undo(target(name), runner.pace()));
  int points = runner.passed;
  EXPECT_GT(points, 40);
  for (int point = 1 + GetParam() % stride(); point <= points; point += stride()) {
    ASSERT_TRUE(apply(target(name), whole_plan(name)));
    runner.until = point;
    ASSERT_FALSE(undo(target(name), runner.pace()));
    auto there = apply(target(name), whole_plan(name));
    ASSERT_TRUE(there) << point << " " << runner.where << ": " << said(there);
    ASSERT_EQ(differences(after, catalog(name)), "") << point << " " << runner.where;
    runner.until = point;
    ASSERT_FALSE(undo(target(name), runner.pace()));
    // Where it died after its very last commit there is nothing left to do.
    auto back = undo(target(name));
    ASSERT_TRUE(back || contains(said(back), "nothing to take back")) << said(back);
    ASSERT_EQ(differences(before, catalog(name)), "") << point << " " << runner.where;
  }
}

}  // namespace
