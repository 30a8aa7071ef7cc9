// Queries that look whether a row is there and insert it where it is not, as each server plans them.
#include <gtest/gtest.h>

#include "judge/verdict.h"
#include "support/rehearsing.h"

namespace ante::tests {
namespace {

using How = rehearse::Race::How;

class Races : public Rehearsing {
 protected:
  Races()
      : snapshot_(captured(R"sql(
CREATE TABLE person (id bigserial PRIMARY KEY, email text, tenant int, gone_at timestamptz, made_at timestamptz);
CREATE TABLE guest (id bigserial PRIMARY KEY, email text UNIQUE, tenant int);
CREATE TABLE member (email text, tenant int);
CREATE UNIQUE INDEX ON member (lower(email)) WHERE tenant > 0;
CREATE TABLE import (email text, tenant int);
CREATE TABLE visit (page text, day date) PARTITION BY RANGE (day);
CREATE TABLE visit_old PARTITION OF visit FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE visit_new PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
INSERT INTO person (email, tenant) SELECT n, n % 10 FROM generate_series(1, 3000) n;
INSERT INTO guest (email) SELECT n FROM generate_series(1, 3000) n;
INSERT INTO import SELECT n FROM generate_series(1, 3000) n;
INSERT INTO visit SELECT n, date '2025-01-01' + n % 700 FROM generate_series(1, 3000) n)sql",
                           "ANALYZE")) {}

  std::optional<rehearse::Race> race(const std::string& query,
                                     std::vector<std::pair<std::string, std::string>> settings = {}) {
    auto told = judged(snapshot_, {"CREATE TABLE other ()"}, {query}, std::move(settings));
    auto& one = of(told, query);
    EXPECT_FALSE(one.breaks) << one.error.what;
    bool warned = std::ranges::any_of(judge::judge(told).findings, [](auto& f) { return f.kind == "insert-races"; });
    EXPECT_EQ(warned, one.race.has_value());
    return one.race;
  }
  snapshot::Snapshot snapshot_;
};
INSTANTIATE_TEST_SUITE_P(Majors, Races, testing::ValuesIn(tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

using Columns = std::vector<std::string>;

TEST_P(Races, AreSeenInEveryPlanThatMustFindNothing) {
  for (std::string query : {
           "INSERT INTO person (email) SELECT $1 WHERE NOT EXISTS (SELECT FROM person WHERE email = $1)",
           "INSERT INTO person (email) SELECT $1 WHERE (SELECT count(*) FROM person WHERE email = $1) = 0",
           "INSERT INTO person (email) SELECT $1 WHERE (SELECT id FROM person WHERE email = $1 LIMIT 1) IS NULL",
           "INSERT INTO person (email) SELECT email FROM import i WHERE NOT EXISTS (SELECT FROM person p WHERE p.email "
           "= "
           "i.email)",
           "INSERT INTO person (email) SELECT email FROM import WHERE email NOT IN (SELECT email FROM person WHERE "
           "email "
           "IS NOT NULL)",
           "INSERT INTO person (email) SELECT i.email FROM import i LEFT JOIN person p ON p.email = i.email WHERE p.id "
           "IS "
           "NULL",
           "WITH found AS (UPDATE person SET gone_at = NULL WHERE email = $1 RETURNING id) INSERT INTO person (email) "
           "SELECT $1 WHERE NOT EXISTS (SELECT FROM found)",
           "WITH found AS (SELECT id FROM person WHERE email = $1), made AS (INSERT INTO person (email) SELECT $1 "
           "WHERE "
           "NOT EXISTS (SELECT FROM found) RETURNING id) SELECT id FROM found UNION ALL SELECT id FROM made",
       }) {
    SCOPED_TRACE(query);
    auto one = race(query);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->how, How::within);
    EXPECT_EQ(one->columns, Columns{"email"});
    // The same with a key.
    EXPECT_FALSE(race(replace_all(replace_all(query, "person", "guest"), "gone_at = NULL", "tenant = 1")));
  }
}

TEST_P(Races, WhatIsNoLookIsNone) {
  for (std::string query : {
           "INSERT INTO person (email) VALUES ($1)",
           "INSERT INTO person (email) SELECT email FROM person WHERE id = $1",
           "INSERT INTO person (email, tenant) VALUES ($1, (SELECT max(tenant) + 1 FROM person WHERE email = $1))",
           "INSERT INTO person (email) SELECT $1 WHERE EXISTS (SELECT FROM person WHERE tenant = $2)",
           "INSERT INTO person (email) SELECT $1 WHERE NOT EXISTS (SELECT FROM import WHERE email = $1) AND "
           "EXISTS (SELECT FROM person WHERE tenant = 3)",
           "INSERT INTO person (email) SELECT $1 WHERE NOT EXISTS (SELECT FROM person)",
           "INSERT INTO person (email) SELECT i.email FROM import i LEFT JOIN person p ON p.email = i.email WHERE "
           "p.gone_at IS NULL",
           "INSERT INTO person (email) SELECT $1 WHERE NOT EXISTS (SELECT FROM person WHERE tenant = 5)",
           "INSERT INTO guest (email) VALUES ($1) ON CONFLICT DO NOTHING",
           "UPDATE person SET email = $1 WHERE NOT EXISTS (SELECT FROM person WHERE email = $1)",
       }) {
    SCOPED_TRACE(query);
    EXPECT_FALSE(race(query));
  }
}

// The server itself says whether a partial key is one for these rows.
TEST_P(Races, PartialKeyCountsWhereItIsKeptForTheRows) {
  auto look = [](const std::string& tenant) {
    return "INSERT INTO member (email, tenant) SELECT $1, 3 WHERE NOT EXISTS (SELECT FROM member WHERE lower(email) = "
           "lower($1) AND " +
           tenant + ")";
  };
  EXPECT_FALSE(race(look("tenant = 3")));
  EXPECT_TRUE(race(look("tenant < 7")));
}

// Who is alike is alike in small letters, too; not the other way round.
TEST_P(Races, KeyOfWhatIsMadeOfTheColumnKeepsThemApart) {
  auto look = [](const std::string& table, const std::string& email) {
    return fmt::format(
        "INSERT INTO {0} (email, tenant) SELECT $1, 3 WHERE NOT EXISTS (SELECT FROM {0} WHERE {1} AND "
        "tenant = 3)",
        table, email);
  };
  EXPECT_FALSE(race(look("member", "email = $1")));
  EXPECT_TRUE(race(look("guest", "lower(email) = lower($1)")));
}

TEST_P(Races, IndexIsOneOfTheRowsThatAreLookedFor) {
  auto one = race(
      "INSERT INTO person (email, tenant) SELECT $1, 4 WHERE NOT EXISTS (SELECT FROM person WHERE email = $1 AND "
      "tenant = "
      "4 AND gone_at IS NULL)");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->sql,
            "CREATE UNIQUE INDEX CONCURRENTLY ON public.person (email) WHERE tenant = 4 AND (gone_at IS NULL)");
  auto lately = race(
      "INSERT INTO person (email) SELECT $1 WHERE NOT EXISTS (SELECT FROM person WHERE email = $1 AND made_at > $2)");
  ASSERT_TRUE(lately);
  EXPECT_EQ(lately->sql, "") << "no index knows what is lately";
}

TEST_P(Races, OfPartitionsTheKeyMustHaveWhatPartsThem) {
  auto day = race(
      "INSERT INTO visit (page, day) SELECT $1, $2::date WHERE NOT EXISTS (SELECT FROM visit WHERE page = $1 AND "
      "day = $2::date)");
  ASSERT_TRUE(day);
  EXPECT_EQ(day->index, "public.visit_page_day_idx");
  auto page =
      race("INSERT INTO visit (page, day) SELECT $1, $2::date WHERE NOT EXISTS (SELECT FROM visit WHERE page = $1)");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->sql, "");
}

TEST_P(Races, SerializableSessionsHaveNone) {
  EXPECT_FALSE(race("INSERT INTO person (email) SELECT $1 WHERE NOT EXISTS (SELECT FROM person WHERE email = $1)",
                    {{"default_transaction_isolation", "serializable"}}));
}

}  // namespace
}  // namespace ante::tests
