// Indexes and constraints of partitioned tables go a partition at a time; and back, from wherever one turns round.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "lowering.h"

namespace {

using namespace ante;
using namespace ante::tests;

constexpr const char* measured = R"(
CREATE TABLE measured (at date NOT NULL, place int NOT NULL, customer int, value int, note text)
  PARTITION BY RANGE (at);
CREATE TABLE measured_old PARTITION OF measured FOR VALUES FROM ('2000-01-01') TO ('2026-01-01');
CREATE TABLE measured_new PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2030-01-01') PARTITION BY LIST (place);
CREATE TABLE measured_new_1 PARTITION OF measured_new FOR VALUES IN (1);
CREATE TABLE measured_new_rest PARTITION OF measured_new DEFAULT;
CREATE INDEX measured_value ON measured (value);
ALTER TABLE measured ADD CONSTRAINT measured_once UNIQUE (at, place, value);
ALTER TABLE measured ADD CONSTRAINT measured_of FOREIGN KEY (customer) REFERENCES customer;
INSERT INTO measured SELECT date '2025-06-01' + g, g % 3, 1 + g % 500, g, 'n' || g FROM generate_series(1, 400) g;
ANALYZE measured;
)";

class OverPartitions : public Lowering {
 protected:
  OverPartitions() {
    auto origin = connect(cluster, "origin", "app");
    run(origin, measured);
  }
  // Every seventh point; ANTE_TEST_EVERY_CRASH=1 takes each.
  static int stride() { return std::getenv("ANTE_TEST_EVERY_CRASH") ? 1 : 7; }
};
INSTANTIATE_TEST_SUITE_P(Majors, OverPartitions, ::testing::ValuesIn(tested_majors()),
                         ::testing::PrintToStringParamName());

TEST_P(OverPartitions, WhatIsNewIsMadeAPartAtATime) {
  auto name = database();
  std::vector<std::string> change{
      "CREATE INDEX measured_note ON measured (note, at DESC)",
      "ALTER TABLE measured ADD CONSTRAINT measured_pkey PRIMARY KEY (place, at, value)",
      "ALTER TABLE measured ADD CONSTRAINT measured_also FOREIGN KEY (place) REFERENCES purchase (id)",
      "ALTER TABLE measured ADD CONSTRAINT measured_some CHECK (value > 0)",
      "ALTER TABLE measured ALTER COLUMN note SET NOT NULL",
  };
  // A primary key over a column that may be NULL would look at all rows.
  constexpr const char* first = "ALTER TABLE measured ALTER COLUMN value SET NOT NULL; INSERT INTO purchase VALUES (0)";
  auto owner = connect(cluster, name, "app");
  run(owner, first);
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  EXPECT_TRUE(plan.refusals.empty()) << ship::text_of(plan);
  EXPECT_EQ(outside(plan), 6) << ship::text_of(plan);  // three partitions with rows, two indexes
  for (auto& step : plan.steps) EXPECT_EQ(step.loses, "") << step.title;
  auto before = catalog(name);
  auto there = apply(target(name), plan);
  ASSERT_TRUE(there) << said(there) << ship::text_of(plan);
  auto by_hand = database();
  auto other = connect(cluster, by_hand, "app");
  run(other, first);
  for (auto& sql : change) run(other, sql);
  EXPECT_EQ(differences(catalog(by_hand), catalog(name)), "");
  auto back = undo(target(name));
  ASSERT_TRUE(back) << said(back) << ship::text_of(plan);
  EXPECT_EQ(differences(before, catalog(name)), "");
}

TEST_P(OverPartitions, WhatGoesIsBuiltAgainAPartAtATime) {
  auto name = database();
  std::vector<std::string> change{"DROP INDEX measured_value", "ALTER TABLE measured DROP CONSTRAINT measured_once",
                                  "ALTER TABLE measured DROP CONSTRAINT measured_of"};
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  EXPECT_TRUE(plan.refusals.empty()) << ship::text_of(plan);
  auto built_on_the_way_back = std::ranges::count_if(plan.steps, [](auto& step) { return !step.down.in_transaction; });
  EXPECT_EQ(built_on_the_way_back, 6) << ship::text_of(plan);
  there_and_back(name, plan, change);
}

// The whole would take it along when it goes.
TEST_P(OverPartitions, AnIndexThatAPartitionHadBeforeIsNotLost) {
  auto origin = connect(cluster, "origin", "app");
  run(origin, "CREATE INDEX own ON measured_old (note)");
  origin = connect(cluster);
  auto name = database();
  std::vector<std::string> change{"CREATE INDEX measured_note ON measured (note)"};
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(plan.steps.size(), 1u);
  auto before = catalog(name);
  auto there = apply(target(name), plan);
  ASSERT_TRUE(there) << said(there);
  auto back = undo(target(name));
  ASSERT_TRUE(back) << said(back) << ship::text_of(plan);
  EXPECT_EQ(differences(before, catalog(name)), "");
}

TEST_P(OverPartitions, FromWhereverTheRunnerDiesItGoesOnOrBack) {
  for (std::vector<std::string> change :
       {std::vector<std::string>{"CREATE INDEX measured_note ON measured (note)"},
        {"ALTER TABLE measured ADD CONSTRAINT measured_two UNIQUE (at, place, note)"},
        {"ALTER TABLE measured DROP CONSTRAINT measured_once"},
        {"ALTER TABLE measured ADD CONSTRAINT measured_also FOREIGN KEY (customer) REFERENCES customer (id)"}}) {
    auto name = database();
    auto plan = planned(name, change).plan;
    auto before = catalog(name);
    ASSERT_TRUE(apply(target(name), plan));
    auto after = catalog(name);
    ASSERT_TRUE(undo(target(name)));
    bool died = true;
    for (int until = 2; died; until += stride()) {
      auto where = fmt::format("{}, at point {}", change[0], until);
      auto dying = [&] {
        auto pace = quick();
        pace.lease = Millis(1);
        pace.dies_at = [until, points = 0](std::string_view) mutable { return ++points == until; };
        return pace;
      };
      auto stands = [&](const Result<ship::Shipped>& done, const catalog::Catalog& wanted) {
        EXPECT_TRUE(done) << where << said(done);
        auto differs = differences(wanted, catalog(name));
        EXPECT_EQ(differs, "") << where;
        return done && differs.empty();
      };
      died = !apply(target(name), plan, dying());
      ASSERT_TRUE(stands(undo(target(name)), before));
      ASSERT_TRUE(stands(apply(target(name), plan), after));
      died |= !undo(target(name), dying());
      ASSERT_TRUE(stands(apply(target(name), plan), after));
      ASSERT_TRUE(stands(undo(target(name)), before));
    }
  }
}

}  // namespace
