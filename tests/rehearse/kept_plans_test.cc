// Plans that are kept are the ones that were made; what was refused in a bad moment is not kept as if it had to be.
#include "rehearse/kept_plans.h"

#include <gtest/gtest.h>

#include "support/private_cache.h"

namespace ante::tests {
namespace {

using rehearse::Plans;

rehearse::PlanNode a_plan() {
  rehearse::PlanNode plan{
      .what = "Hash Join", .conditions = "on (a.id = b.id)", .relation = "", .index = "", .type = "Hash Join"};
  plan.cost = 12.25, plan.rows = 3, plan.workers = 2, plan.types_assumed = true;
  plan.answer = {{"id", "bigint"}, {"name", "character varying(20)"}};
  plan.children.push_back({.what = "Seq Scan on a",
                           .conditions = "",
                           .relation = "a",
                           .index = "",
                           .type = "Seq Scan",
                           .output = {"a.id"}});
  return plan;
}

class KeptPlans : public testing::Test {
 protected:
  PrivateCache cache;
  twin::Base base{.data = cache.path() / "twins" / "one", .spec = {}, .database = "d"};
};

TEST_F(KeptPlans, AreThoseThatWereMade) {
  Plans plans{a_plan(), std::unexpected(Error{"no such column", "look again", Exit::undecided, "42703"})};
  ASSERT_TRUE(rehearse::keep_plans(base, "app", plans));
  auto kept = rehearse::kept_plans(base, "app", 2);
  ASSERT_TRUE(kept);
  ASSERT_TRUE((*kept)[0]);
  auto& plan = *(*kept)[0];
  EXPECT_TRUE(same_plan(plan, *plans[0]));
  EXPECT_EQ(plan.cost, 12.25);
  EXPECT_EQ(plan.workers, 2);
  EXPECT_TRUE(plan.types_assumed);
  EXPECT_EQ(plan.answer, plans[0]->answer);
  EXPECT_EQ(plan.children[0].output, (std::vector<std::string>{"a.id"}));
  ASSERT_FALSE((*kept)[1]);
  EXPECT_EQ((*kept)[1].error().sqlstate, "42703");
  EXPECT_EQ((*kept)[1].error().next, "look again");
}

TEST_F(KeptPlans, OfAnotherRoleOrOtherShapesAreNone) {
  ASSERT_TRUE(rehearse::keep_plans(base, "app", {a_plan()}));
  EXPECT_FALSE(rehearse::kept_plans(base, "owner", 1));
  EXPECT_FALSE(rehearse::kept_plans(base, "app", 2));
  EXPECT_FALSE(rehearse::kept_plans(base, "app", 1)) << "it was none of so many shapes, and is gone";
}

TEST_F(KeptPlans, WhatABadMomentRefusedIsAskedAnew) {
  for (auto* state : {"", "57014", "53200", "08006", "XX000"}) {
    Plans plans{a_plan(), std::unexpected(Error{"no", "", Exit::undecided, state})};
    ASSERT_TRUE(rehearse::keep_plans(base, "app", plans));
    EXPECT_FALSE(rehearse::kept_plans(base, "app", 2)) << state;
  }
}

}  // namespace
}  // namespace ante::tests
