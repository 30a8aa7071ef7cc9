// The runner dies at each point of its work, there and back; whoever comes next brings the database to the new schema
// or to the old one, whichever is wanted. Every fifth point; ANTE_TEST_EVERY_CRASH=1 takes each.
#include <gtest/gtest.h>

#include <cstdlib>

#include "ship/lowered.h"
#include "shipping.h"

namespace {

using namespace ante;
using namespace ante::tests;

class Crash : public Shipping {
 protected:
  // Every kind of step that there is.
  static ship::Plan whole_plan(const std::string& name) {
    auto whole = plan(name);
    auto add = [&](std::vector<ship::Step> steps) { std::ranges::move(steps, std::back_inserter(whole.steps)); };
    add(ship::dropped_not_null("public.customer", "name"));
    add({{.title = "put aside a column",
          .up = inside({"ALTER TABLE public.customer RENAME COLUMN name TO ante_kept_name"}),
          .down = inside({"ALTER TABLE public.customer RENAME COLUMN ante_kept_name TO name"})}});
    add(ship::dropped_constraint("public.purchase", "purchase_price_check", "CHECK ((price > (0)::numeric))"));
    add({{.title = "its key again, on the way back",
          .down = {{"ALTER TABLE public.customer ADD CONSTRAINT customer_mail_key UNIQUE USING INDEX "
                    "customer_mail_key"},
                   true,
                   "SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = 'customer_mail_key')"}},
         {.title = "drop a key",
          .up = inside({"ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_mail_key",
                        "DROP INDEX IF EXISTS public.customer_mail_key"}),
          .down = ship::build_index("public.customer_mail_key",
                                    "CREATE UNIQUE INDEX CONCURRENTLY customer_mail_key ON public.customer (mail)")}});
    auto check = [](const char* what) { return std::string("ALTER TABLE public.customer ") + what; };
    auto add_check = check("ADD CONSTRAINT born_is_given CHECK (born IS NOT NULL) NOT VALID");
    auto validate = check("VALIDATE CONSTRAINT born_is_given");
    auto drop_check = check("DROP CONSTRAINT IF EXISTS born_is_given");
    add({{.title = "a proof", .up = inside({add_check}), .down = inside({drop_check})},
         {.title = "of all rows", .up = inside({validate})},
         {.title = "not null",
          .up = inside({validate, check("ALTER COLUMN born SET NOT NULL"), drop_check}),
          .down = inside({drop_check, add_check, check("ALTER COLUMN born DROP NOT NULL")})}});
    return whole;
  }
  void SetUp() override {
    auto owner = connect(cluster, "origin", "app");
    run(owner, "ALTER TABLE purchase ADD CHECK (price > 0); ALTER TABLE customer ADD UNIQUE (mail)");
  }

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
