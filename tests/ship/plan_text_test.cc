// A plan as a file: what is written is read again, what was edited is noticed, and what makes no sense is said by line.
#include <gtest/gtest.h>

#include "base/text.h"
#include "ship/plan_text.h"

namespace {

using namespace ante;
using ship::Plan;

Plan a_plan() {
  Plan plan{.name = "migrations", .content = "c0ffee", .server = "7301", .database = "\"My db\"", .role = "app"};
  plan.schema = "5c4e";
  plan.refusals = {{"2.sql:3", "table-rewrite", "Nobody can read it | for 3 s"}};
  plan.open = {"the snapshot is old"};
  plan.steps = {
      {.title = "build public.a",
       .from = "1.sql:1",
       .locks = "ShareUpdateExclusiveLock on public.t",
       .up = {{"CREATE INDEX CONCURRENTLY a ON public.t USING btree (b)"},
              false,
              "SELECT\ntrue",
              "SELECT false",
              "DROP INDEX CONCURRENTLY public.a"},
       .down = {{"DROP INDEX CONCURRENTLY IF EXISTS public.a"}, false, "SELECT to_regclass('public.a') IS NULL"}},
      {.title = "as it stands",
       .loses = "rows",
       .up = {{"CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT '--@ step 9: no';\n--@ up: $$",
               "SELECT 1 -- a comment; at the end", "SELECT 2 AS two,\n --@ step 7: a stranger's\n 3"}},
       .down = {}}};
  return plan;
}

TEST(PlanText, WhatIsWrittenIsReadAgain) {
  auto plan = a_plan();
  auto read = ship::read_plan(ship::text_of(plan), "plan.sql");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->plan.steps, plan.steps);
  EXPECT_EQ(read->plan.refusals, plan.refusals);
  EXPECT_EQ(ship::text_of(read->plan), ship::text_of(plan));
  EXPECT_FALSE(read->edited);
}

TEST(PlanText, WhatGoesInBatchesNamesBothEndsOfEach) {
  auto plan = a_plan();
  plan.steps.push_back({.title = "in batches",
                        .up = {.sql = {"SET search_path = a",
                                       "UPDATE t SET a = 1 WHERE (t.x, t.y) >= ($1, $2) AND "
                                       "(t.x, t.y) <= ($3, $4)"},
                               .rows_of = "public.\"of T\"",
                               .key = {"x", "\"Y, z\""}}});
  auto text = ship::text_of(plan);
  auto read = ship::read_plan(text, "plan.sql");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->plan.steps, plan.steps);
  EXPECT_FALSE(read->edited);
  for (auto [from, to, why] : {std::tuple{"($3, $4)", "($3, 7)", "does not name both ends"},
                               {"($3, $4)", "($3, $5)", "a parameter $5"},
                               {"--@ key: x\n--@ key: \"Y, z\"\n", "", "does not say by which key"},
                               {"--@ key: x\n", "--@ key: x\n--@ probe: SELECT true\n", "has a probe"},
                               {"in batches of public", "in batches public", "is not how a step runs"}}) {
    auto wrong = ship::read_plan(replace_all(text, from, to), "plan.sql");
    ASSERT_FALSE(wrong) << to;
    EXPECT_TRUE(contains(wrong.error().what, why)) << wrong.error().what;
  }
  auto other_key = ship::read_plan(replace_all(text, "--@ key: x\n", "--@ key: w\n"), "plan.sql");
  ASSERT_TRUE(other_key) << other_key.error().what;
  EXPECT_TRUE(other_key->edited);
}

TEST(PlanText, ACommentThatLooksLikeOursStaysTheirs) {
  auto plan = a_plan();
  plan.steps[1].up.sql = {"SELECT 1,\n--@ step 4: mine\n2"};
  auto read = ship::read_plan(ship::text_of(plan), "plan.sql");
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_EQ(read->plan.steps.size(), 2u);
  EXPECT_EQ(read->plan.steps[1].up.sql[0], "SELECT 1,\n --@ step 4: mine\n2");
}

TEST(PlanText, AnEditedStepOrRefusalIsNoticed) {
  for (auto [from, to] : {std::pair{"btree (b)", "btree (c)"},
                          {"--@ open: the snapshot is old\n", ""},
                          {"2.sql:3 | table-rewrite", "2.sql:3 | nothing"}}) {
    auto read = ship::read_plan(replace_all(ship::text_of(a_plan()), from, to), "plan.sql");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_TRUE(read->edited) << from;
  }
}

std::string error_of(std::string_view from, std::string_view to) {
  auto read = ship::read_plan(replace_all(ship::text_of(a_plan()), from, to), "plan.sql");
  return read ? "" : read.error().what;
}

TEST(PlanText, WhatMakesNoSenseIsSaidByItsLine) {
  EXPECT_EQ(error_of("--@ ante plan: 1", "--@ ante plan: 2"),
            "plan.sql:1: is a plan of format 2, and this ante knows 1");
  EXPECT_EQ(error_of("--@ locks", "--@ looks"), "plan.sql:16: 'looks' is nothing that a step has");
  EXPECT_EQ(error_of("--@ probe: SELECT to_regclass('public.a') IS NULL\n", ""),
            "plan.sql:14: runs outside a transaction and has no probe");
  EXPECT_EQ(error_of("--@ up: in a transaction", "--@ up: perhaps"), "plan.sql:29: 'perhaps' is not how a step runs");
  EXPECT_EQ(error_of("SELECT 1 -- a", "COMMIT -- a"),
            "plan.sql:27: has a 'COMMIT -- a comment; at the end' of its own");
  EXPECT_EQ(error_of("SELECT 1 -- a", "ALTER ROLE app PASSWORD 'open' -- a"),
            "plan.sql:27: holds a password or another secret, which the journal and the way back would show");
  EXPECT_EQ(error_of("--@ seal", "DROP TABLE t;\n--@ seal"), "plan.sql:11: SQL follows 'open', where none belongs");
}

TEST(PlanText, AnyTextIsReadOrRefused) {
  for (std::string text : {"", "SELECT 1", "--@", "--@ ante plan: 1", "--@ ante plan: 1\n--@ step 1: x\n--@ up: 'oh",
                           "--@ ante plan: 99999999999999999999", "--@ | \n--@ ante plan: 1", "/* --@ ante plan: 1"})
    EXPECT_FALSE(ship::read_plan(text, "plan.sql")) << text;
}

}  // namespace
