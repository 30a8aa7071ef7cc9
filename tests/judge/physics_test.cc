// What the seconds are reckoned from.
#include "judge/physics.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using judge::Work;
using judge::works_of;
using rehearse::Rehearsal;
using rehearse::StatementOutcome;

class Physics : public testing::Test {
 protected:
  Physics() {
    rehearsal_.tables.push_back({.table = "public.orders", .rows = 10e6, .size = {1'000'000'000}});
    outcome_.reached = true;
  }
  Rehearsal rehearsal_;
  StatementOutcome outcome_;
};

TEST_F(Physics, PartialIndexHasOnlyItsRows) {
  outcome_.effects.built = {"public.orders_idx"};
  outcome_.effects.catalog = {{catalog::Difference::What::added, "index", "public.orders_idx", "", "",
                               "CREATE INDEX orders_idx ON public.orders USING btree (id) WHERE open"}};
  auto whole = works_of(outcome_, rehearsal_);
  rehearsal_.sizes_after = {{"public.orders_idx", "public.orders", "btree", 1e5, {2'400'000}}};
  auto part = works_of(outcome_, rehearsal_);
  ASSERT_EQ(part.size(), 1u);
  EXPECT_EQ(part[0].size.count, 2'400'000);
  EXPECT_LT(part[0].seconds, whole.at(0).seconds / 2);
  EXPECT_GT(part[0].seconds, 0.5) << "all of the table is read for it";
}

// The lab's tables are empty, and read from end to end; production's plan knows better.
TEST_F(Physics, WhatGoesThroughAnIndexIsNotReadWhole) {
  outcome_.effects.scanned = {"public.orders"};
  outcome_.changed = {.operation = "Delete", .table = "public.orders", .rows = 3, .by_index = {"public.orders"}};
  EXPECT_LT(judge::seconds_of(works_of(outcome_, rehearsal_)).middle, 0.1);
  outcome_.changed->by_index.clear();
  EXPECT_GT(judge::seconds_of(works_of(outcome_, rehearsal_)).middle, 0.5);
}

TEST_F(Physics, WhatIsNotLoggedWritesNothingForStandbys) {
  outcome_.effects.rewritten = {"public.orders"};
  auto logged = works_of(outcome_, rehearsal_);
  outcome_.effects.catalog = {
      {catalog::Difference::What::changed, "table", "public.orders", "persistence", "permanent", "unlogged"}};
  auto unlogged = works_of(outcome_, rehearsal_);
  EXPECT_GT(logged.at(0).wal, 0);
  EXPECT_EQ(unlogged.at(0).wal, 0);
  EXPECT_LT(unlogged[0].seconds, logged[0].seconds);
}

}  // namespace
}  // namespace ante::tests
