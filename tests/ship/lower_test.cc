// What somebody wrote becomes a plan, is shipped, and leads to the schema that the statements themselves lead to; and
// back.
#include <gtest/gtest.h>

#include "lowering.h"

namespace {

using namespace ante;
using namespace ante::tests;

INSTANTIATE_TEST_SUITE_P(Majors, Lowering, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Lowering, EachStatementGoesByTheWayThatHoldsNobodyUp) {
  std::vector<std::string> change{
      "ALTER TABLE purchase ADD COLUMN note text",
      "CREATE INDEX purchase_customer ON purchase (customer)",
      "ALTER TABLE purchase ADD CONSTRAINT purchase_customer_fkey FOREIGN KEY (customer) REFERENCES customer",
      "ALTER TABLE purchase ADD CONSTRAINT dear CHECK (price > 0)",
      "ALTER TABLE customer ALTER COLUMN mail SET NOT NULL",
      "ALTER TABLE customer ADD CONSTRAINT customer_mail_key UNIQUE (mail)",
      "ALTER TABLE customer ALTER COLUMN name DROP NOT NULL",
      "DROP INDEX purchase_state",
      "CREATE TABLE receipt (id int PRIMARY KEY, purchase int REFERENCES purchase)",
      "CREATE INDEX receipt_purchase ON receipt (purchase)",
  };
  auto name = database();
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  // What is written meanwhile into what is new goes with it.
  EXPECT_EQ(plan.steps.front().loses, "the values of public.purchase.note");
  EXPECT_EQ(plan.steps.back().loses, "the rows of public.receipt");
  for (std::size_t i = 1; i + 1 < plan.steps.size(); ++i) EXPECT_EQ(plan.steps[i].loses, "") << plan.steps[i].title;
  EXPECT_EQ(outside(plan), 3);
  // What is new belongs together; nobody else can wait for it.
  EXPECT_EQ(plan.steps.back().up.sql.size(), 2u);
  there_and_back(name, plan, change);
}

TEST_P(Lowering, WhatIsDroppedIsKeptWithItsRows) {
  auto origin = connect(cluster, "origin", "app");
  run(origin,
      "ALTER TABLE old_price ADD COLUMN purchase int REFERENCES purchase; CREATE INDEX ON customer (born);"
      "GRANT SELECT ON old_price TO PUBLIC; COMMENT ON COLUMN customer.born IS 'a day'");
  origin = connect(cluster);
  auto name = database();
  std::vector<std::string> change{"DROP TABLE old_price", "ALTER TABLE customer DROP COLUMN born",
                                  "ALTER TABLE customer DROP COLUMN name"};
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  EXPECT_TRUE(plan.refusals.empty());
  for (auto& step : plan.steps) EXPECT_EQ(step.loses, "") << step.title;
  there_and_back(name, plan, change);
  ASSERT_TRUE(undo(target(name)));
  auto owner = connect(cluster, name, "app");
  EXPECT_EQ(owner.scalar("SELECT count(*) FROM old_price").value_or(""), "100");
  EXPECT_EQ(owner.scalar("SELECT count(born) + count(name) FROM customer").value_or(""), "1000");
}

// The constraint that proves each on the way back is its own, and nobody else's.
TEST_P(Lowering, NotNullComesBackForEachColumnHoweverOddItsName) {
  auto origin = connect(cluster, "origin", "app");
  run(origin,
      "CREATE TABLE odd (\"A\" int NOT NULL, \"B\" int NOT NULL CONSTRAINT column_was_given CHECK (\"B\" > 0));"
      "INSERT INTO odd SELECT g, g FROM generate_series(1, 100) g; ANALYZE odd");
  origin = connect(cluster);
  auto name = database();
  std::vector<std::string> change{"ALTER TABLE odd ALTER COLUMN \"A\" DROP NOT NULL",
                                  "ALTER TABLE odd ALTER COLUMN \"B\" DROP NOT NULL"};
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  there_and_back(name, plan, change);
}

// It stays in its place under another name: an INSERT that names no columns would write into it.
TEST_P(Lowering, AColumnIsNotPutAsideUnsaidWhereSomebodyCountsOnTheOrder) {
  auto name = database();
  std::vector<std::string> change{"ALTER TABLE customer DROP COLUMN mail"};
  captured = {"SELECT id, name FROM customer WHERE id = $1", "INSERT INTO customer (id, name) VALUES ($1, $2)"};
  auto plan = planned(name, change).plan;
  EXPECT_EQ(refused(plan, "column-order"), "");
  for (auto* query :
       {"SELECT * FROM customer WHERE id = $1", "SELECT c.* FROM customer c JOIN purchase p ON p.id = c.id"}) {
    captured = {query};
    EXPECT_TRUE(contains(refused(planned(name, change).plan, "column-order"), query)) << query;
    EXPECT_EQ(refused(planned(name, change, true, false).plan, "column-order"), "") << "it goes at once";
  }
  captured.clear();
  change.emplace_back(
      "CREATE FUNCTION newcomer(int) RETURNS void LANGUAGE plpgsql AS "
      "'BEGIN INSERT INTO customer VALUES ($1, ''new'', current_date); END'");
  EXPECT_TRUE(contains(refused(planned(name, change).plan, "column-order"), "function public.newcomer(integer)"));
}

TEST_P(Lowering, AColumnOfAPublishedTableIsNotPutAside) {
  auto name = database();
  auto owner = connect(cluster, name, "app");
  run(owner, "CREATE PUBLICATION news FOR TABLE purchase, customer");
  auto plan = planned(name, {"ALTER TABLE customer DROP COLUMN mail"}).plan;
  EXPECT_TRUE(contains(refused(plan, "data-lost"), "public.customer is in publication news"))
      << refused(plan, "data-lost");
  EXPECT_EQ(refused(planned(name, {"ALTER TABLE old_price DROP COLUMN price"}).plan, "data-lost"), "");
}

// The plan, the journal and the script of the way back can be read by many.
TEST_P(Lowering, ASecretIsNotShipped) {
  auto name = database();
  auto plan = plan_of(name, {"ALTER ROLE app PASSWORD 'open sesame'"});
  ASSERT_FALSE(plan);
  EXPECT_TRUE(contains(plan.error().what, "ALTER ROLE app PASSWORD 'hidden': holds a secret")) << plan.error().what;
}

TEST_P(Lowering, WhatCannotBeKeptIsRefusedAndSaid) {
  auto origin = connect(cluster, "origin", "app");
  run(origin, "CREATE VIEW cheap AS SELECT * FROM old_price");
  origin = connect(cluster);
  auto name = database();
  auto [plan, tried] = planned(name, {"DROP TABLE old_price CASCADE"});
  ASSERT_EQ(plan.refusals.size(), 1u);
  EXPECT_EQ(plan.refusals[0].kind, "data-lost");
  EXPECT_TRUE(contains(plan.refusals[0].says, "public.cheap goes with it")) << plan.refusals[0].says;
  EXPECT_TRUE(contains(plan.steps[0].loses, "the data of table public.old_price")) << plan.steps[0].loses;
}

TEST_P(Lowering, WhatStandsAsItIsGoesBackByTheWayBetweenTheCatalogs) {
  auto origin = connect(cluster, "origin", "app");
  run(origin,
      "CREATE VIEW dear AS SELECT id, price FROM purchase WHERE price > 10;"
      "CREATE FUNCTION worth(p purchase) RETURNS numeric LANGUAGE sql AS 'SELECT p.price'");
  origin = connect(cluster);
  auto name = database();
  std::vector<std::string> change{
      "CREATE OR REPLACE VIEW dear AS SELECT id, price, state FROM purchase WHERE price > 100",
      "CREATE OR REPLACE FUNCTION worth(p purchase) RETURNS numeric LANGUAGE sql AS 'SELECT 2 * p.price'",
      "ALTER TABLE purchase RENAME COLUMN state TO status",
      "ALTER TABLE customer ALTER COLUMN mail SET DEFAULT 'none', ALTER COLUMN born SET STATISTICS 50",
      "CREATE TYPE mood AS ENUM ('sad', 'fine')",
      "ALTER TABLE customer ADD COLUMN mood mood",
      "COMMENT ON TABLE customer IS 'who buys'",
      "GRANT SELECT ON customer TO PUBLIC",
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
      "CREATE TRIGGER touched BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION touch()",
  };
  auto [plan, tried] = planned(name, change);
  EXPECT_EQ(join(tried.elsewhere, "\n"), "");
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_EQ(plan.steps[0].loses, "the values of public.customer.mood");
  EXPECT_TRUE(plan.refusals.empty()) << plan.refusals[0].says;
  there_and_back(name, plan, change);
}

// That a column is only inherited is written by no statement: an owner's way back leaves it the child's own too, and
// says so.
TEST_P(Lowering, AChildThatLeftItsParentComesBackWithoutASuperuser) {
  auto origin = connect(cluster, "origin", "app");
  run(origin, "CREATE TABLE dear (CHECK (price > 100)) INHERITS (old_price); INSERT INTO dear VALUES (1000, 101)");
  origin = connect(cluster);
  auto name = database();
  auto [plan, tried] = planned(name, {"ALTER TABLE dear NO INHERIT old_price"});
  EXPECT_TRUE(plan.refusals.empty()) << plan.refusals[0].says;
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_TRUE(contains(plan.steps[0].loses, "only a superuser can say of it")) << plan.steps[0].loses;
  auto there = apply(target(name), plan);
  ASSERT_TRUE(there) << said(there);
  auto looker = connect(cluster, name);
  EXPECT_EQ(looker.scalar("SELECT count(*) FROM old_price").value_or(""), "100");
  auto back = undo(target(name));
  ASSERT_TRUE(back) << said(back);
  EXPECT_EQ(looker.scalar("SELECT count(*) FROM old_price").value_or(""), "101");
}

TEST_P(Lowering, KeysGoAndComeBackByAnIndexThatIsBuiltConcurrently) {
  auto origin = connect(cluster, "origin", "app");
  run(origin,
      "ALTER TABLE customer ADD UNIQUE (mail); ALTER TABLE purchase ADD CHECK (price > 0);"
      "ALTER TABLE purchase ADD FOREIGN KEY (customer) REFERENCES customer");
  origin = connect(cluster);
  auto name = database();
  std::vector<std::string> change{"ALTER TABLE customer DROP CONSTRAINT customer_mail_key",
                                  "ALTER TABLE purchase DROP CONSTRAINT purchase_price_check",
                                  "ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fkey",
                                  "ALTER TABLE purchase DROP CONSTRAINT purchase_pkey"};
  auto [plan, tried] = planned(name, change);
  for (auto& step : plan.steps) EXPECT_EQ(step.loses, "") << step.title;
  there_and_back(name, plan, change);
}

}  // namespace
