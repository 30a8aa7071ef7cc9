// A type changed by a column beside: the schema that the statement itself leads to, every row converted, and a way back
// that loses nothing of what was written meanwhile.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "lowering.h"
#include "ship/beside.h"

namespace {

using namespace ante;
using namespace ante::tests;

class BesideColumn : public Lowering {
 protected:
  BesideColumn() {
    beside_from = 1;
    auto origin = connect(cluster, "origin", "app");
    run(origin,
        "CREATE TABLE bill (id int PRIMARY KEY, cents int NOT NULL DEFAULT 7, code text, size text, buyer int "
        "REFERENCES "
        "customer, "
        "UNIQUE (cents, id), CHECK (cents >= 0));"
        "CREATE INDEX bill_cents ON bill (cents DESC) WHERE cents > 5; CREATE INDEX bill_buyer ON bill (lower(code), "
        "buyer);"
        "COMMENT ON COLUMN bill.cents IS 'what it costs'; COMMENT ON INDEX bill_cents IS 'dear first';"
        "GRANT SELECT (cents) ON bill TO PUBLIC; ALTER TABLE bill ALTER COLUMN cents SET STATISTICS 77;"
        "INSERT INTO bill SELECT g, g, g::text, g::text, 1 + g % 500 FROM generate_series(1, 6000) g; ANALYZE bill");
  }
  static ship::Pace small_batches() {
    auto pace = quick();
    pace.first_batch = 400, pace.largest_batch = 700;
    pace.throttles = false;
    return pace;
  }
  static std::string ask(const std::string& sql, pg::Connection& connection) {
    return connection.scalar(sql).value_or("an error");
  }
  static constexpr const char* wider = "ALTER TABLE bill ALTER COLUMN cents TYPE bigint";
};
INSTANTIATE_TEST_SUITE_P(Majors, BesideColumn, ::testing::ValuesIn(tested_majors()),
                         ::testing::PrintToStringParamName());

TEST_P(BesideColumn, LeadsWhereTheStatementLeadsAndBack) {
  auto name = database();
  auto [plan, tried] = planned(name, {wider});
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  EXPECT_TRUE(plan.refusals.empty()) << plan.refusals[0].says;
  EXPECT_GT(plan.steps.size(), 8u);
  for (auto& step : plan.steps) EXPECT_EQ(step.loses, "") << step.title;
  there_and_back(name, plan, {wider});
  auto owner = connect(cluster, name, "app");
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = id AND pg_typeof(cents) = 'bigint'::regtype", owner), "6000");
}

TEST_P(BesideColumn, WhoeverWritesMeanwhileLosesNothing) {
  auto name = database();
  auto plan = planned(name, {wider}).plan;
  std::atomic<bool> ends = false;
  std::atomic<int> refused = 0, written = 0;
  std::thread writer([&] {
    auto connection = connect(cluster, name, "app");
    for (int i = 0; !ends; ++i) {
      auto id = std::to_string(1 + i * 37 % 6000);
      // Of each row the cents are its number in code, whoever reads it, whatever type they have.
      auto one = connection.execute("UPDATE bill SET cents = cents + 1, code = (cents + 1)::text WHERE id = " + id);
      auto other =
          connection.execute(fmt::format("INSERT INTO bill (id, cents, code) VALUES ({0}, {0}, '{0}')", 10000 + i));
      written += one.has_value() + other.has_value();
      refused += !one + !other;
    }
  });
  auto owner = connect(cluster, name, "app");
  std::string there_wrong, back_wrong;
  auto there = apply(target(name), plan, small_batches());
  there_wrong = ask("SELECT count(*) FROM bill WHERE cents::text IS DISTINCT FROM code", owner);
  auto back = there ? undo(target(name), small_batches()) : std::move(there);
  back_wrong = ask("SELECT count(*) FROM bill WHERE cents::text IS DISTINCT FROM code", owner);
  ends = true;
  writer.join();
  ASSERT_TRUE(back) << said(back);
  EXPECT_EQ(there_wrong, "0");
  EXPECT_EQ(back_wrong, "0");
  EXPECT_GT(written, 0);
  EXPECT_EQ(refused, 0);
}

TEST_P(BesideColumn, FromWhereverTheRunnerDiesOneComesThereAndBack) {
  auto name = database();
  auto plan = planned(name, {wider}).plan;
  auto before = catalog(name);
  auto pace = small_batches();
  pace.lease = Millis(1);
  int points = 0, until = 0;
  pace.dies_at = [&](std::string_view) { return ++points == until; };
  ASSERT_TRUE(apply(target(name), plan, pace));
  auto after = catalog(name);
  int there_points = points;
  points = 0;
  ASSERT_TRUE(undo(target(name), pace));
  int back_points = points;
  auto owner = connect(cluster, name, "app");
  for (until = 2; until < std::min(there_points, back_points); until += 11) {
    points = 0;
    ASSERT_FALSE(apply(target(name), plan, pace));
    auto back = undo(target(name), small_batches());
    ASSERT_TRUE(back) << until << ": " << said(back);
    ASSERT_EQ(differences(before, catalog(name)), "") << until;
    auto there = apply(target(name), plan, small_batches());
    ASSERT_TRUE(there) << until << ": " << said(there);
    points = 0;
    ASSERT_FALSE(undo(target(name), pace));
    there = apply(target(name), plan, small_batches());
    ASSERT_TRUE(there) << until << ": " << said(there);
    ASSERT_EQ(differences(after, catalog(name)), "") << until;
    EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = id", owner), "6000") << until;
    ASSERT_TRUE(undo(target(name), small_batches()));
    EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = id", owner), "6000") << until;
  }
}

TEST_P(BesideColumn, AConversionOfOnesOwnIsSaidToComeBackOtherwise) {
  auto name = database();
  std::vector<std::string> change{
      "ALTER TABLE bill ALTER COLUMN size SET DATA TYPE numeric(12, 2) USING (size::numeric / 10)"};
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  ASSERT_TRUE(plan.refusals.empty()) << plan.refusals[0].says;
  there_and_back(name, plan, change);
  auto owner = connect(cluster, name, "app");
  run(owner, "UPDATE bill SET size = 1.25 WHERE id = 1; INSERT INTO bill (id, size) VALUES (70000, 3)");
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE size = id / 10.0", owner), "5999");
  ASSERT_TRUE(undo(target(name), small_batches()));
  EXPECT_EQ(ask("SELECT string_agg(size, ' ' ORDER BY id) FROM bill WHERE id IN (1, 2, 70000)", owner), "1.25 2 3.00");
  EXPECT_TRUE(contains(plan.steps.back().loses, "comes back as the server makes text of it"))
      << plan.steps.back().loses;
}

TEST_P(BesideColumn, AForeignKeyAndAnExpressionGoWithIt) {
  auto name = database();
  std::vector<std::string> change{"ALTER TABLE bill ALTER COLUMN buyer TYPE bigint"};
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  ASSERT_TRUE(plan.refusals.empty()) << plan.refusals[0].says;
  there_and_back(name, plan, change);
  auto owner = connect(cluster, name, "app");
  EXPECT_FALSE(owner.execute("INSERT INTO bill (id, buyer) VALUES (70000, 501)")) << "nobody has that number";
}

TEST_P(BesideColumn, WhatMustBeOnePieceStaysAsItStands) {
  auto origin = connect(cluster, "origin", "app");
  run(origin, "CREATE TABLE plain (a int, b int)");
  origin = connect(cluster);
  auto name = database();
  for (auto* sql : {"ALTER TABLE bill ALTER COLUMN id TYPE bigint", "ALTER TABLE plain ALTER COLUMN a TYPE bigint",
                    "ALTER TABLE bill ALTER COLUMN size TYPE int USING length(size), ALTER COLUMN buyer TYPE bigint"}) {
    auto plan = planned(name, {sql}).plan;
    EXPECT_EQ(plan.steps.size(), 1u) << sql;
  }
}

TEST_P(BesideColumn, WhatIsKeptGoesWhenItsTimeIsOverAndSomebodySaysSo) {
  auto name = database();
  auto [plan, tried] = planned(name, {wider, "UPDATE bill SET size = size || ' cm'", "DROP TABLE old_price",
                                      "ALTER TABLE customer DROP COLUMN born"});
  NoProgress quiet;
  ASSERT_TRUE(apply(target(name), plan, small_batches()));
  auto owner = connect(cluster, name, "app");
  auto ours =
      "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'ante_kept%') || ' ' || (SELECT count(*) FROM "
      "pg_attribute WHERE attname LIKE 'ante_kept%' AND attrelid IN ('bill'::regclass, 'customer'::regclass)) || ' ' "
      "|| "
      "(SELECT count(*) FROM pg_trigger WHERE tgname LIKE '~ante%') || ' ' || (SELECT count(*) FROM pg_constraint "
      "WHERE "
      "conname LIKE 'ante_kept%') || ' ' || (SELECT count(*) FROM pg_class WHERE relname LIKE 'ante_kept%')";
  EXPECT_EQ(ask(ours, owner), "3 2 1 2 2");
  // Its time is not over.
  auto dropped = ship::drop_kept(target(name), quick(), quiet);
  ASSERT_TRUE(dropped) << dropped.error().what;
  EXPECT_EQ(*dropped, 0);
  EXPECT_EQ(ask(ours, owner), "3 2 1 2 2");
  run(owner, "UPDATE ante.change SET keep_until = now() - interval '1 second'");
  dropped = ship::drop_kept(target(name), quick(), quiet);
  ASSERT_TRUE(dropped) << dropped.error().what;
  EXPECT_EQ(*dropped, 1);
  EXPECT_EQ(ask(ours, owner), "0 0 0 0 0");
  run(owner, "INSERT INTO bill (id, cents) VALUES (80000, 3000000000); UPDATE bill SET cents = 1 WHERE id = 5");
  auto back = undo(target(name));
  ASSERT_FALSE(back);
  EXPECT_TRUE(contains(said(back), "cannot be taken back any more")) << said(back);
}

TEST(CountsOnTheColumns, IsSaidOfQueriesThatDoNotNameThem) {
  for (auto* query :
       {"SELECT * FROM bill WHERE id = $1", "SELECT b.* FROM public.bill b", "INSERT INTO bill VALUES ($1)",
        "INSERT INTO bill AS b SELECT 1", "INSERT INTO bill (id) VALUES ($1) RETURNING *"})
    EXPECT_TRUE(ship::counts_on_the_columns(query, "public.bill")) << query;
  for (auto* query : {"SELECT count(*) FROM bill", "SELECT id * 2 FROM bill", "INSERT INTO bill (id) VALUES ($1)",
                      "SELECT * FROM other"})
    EXPECT_FALSE(ship::counts_on_the_columns(query, "public.bill")) << query;
}

}  // namespace
