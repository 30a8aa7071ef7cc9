// What becomes of rows and values on the way: they live where they can, and where they cannot it is said.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/way_script.h"
#include "os/folders.h"
#include "support/on_the_way.h"

namespace ante::tests {
namespace {

using catalog::Catalog;

class Rows : public testing::Test {
 protected:
  // Goes back from what a change made.
  catalog::Way back_from(const std::string& change, bool same_database = true) {
    const auto before = catalog_of(session_);
    run(session_, change);
    const auto found = catalog::way(catalog_of(session_), before, {.same_database = same_database});
    EXPECT_EQ(go(session_, found.steps), "") << shown(found.steps);
    EXPECT_EQ(join(different(session_, before), "\n"), "") << shown(found.steps);
    return found;
  }
  std::string ask(const std::string& query) { return session_.scalar(query).value_or("an error"); }
  static std::vector<std::string> losses(const catalog::Way& way) {
    std::vector<std::string> all;
    for (const auto& step : way.steps)
      if (!step.loses.empty()) all.push_back(step.loses);
    return all;
  }
  static bool says(const catalog::Way& way, const std::string& sql) {
    return std::ranges::any_of(way.steps, [&](const auto& step) { return contains(step.sql, sql); });
  }

  pg::Cluster server_ = private_server();
  pg::Connection session_ = connect(server_);
};

using Lines = std::vector<std::string>;

TEST_F(Rows, LiveWhereTablesAndColumnsChangedTheirNames) {
  run(session_, "CREATE TABLE a (x int, y text); INSERT INTO a VALUES (1, 'one')");
  const auto way = back_from("ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME x TO y2; CREATE TABLE a (z int)");
  EXPECT_EQ(losses(way), Lines{"the rows of public.\"ante aside 1\""}) << shown(way.steps);
  EXPECT_EQ(ask("SELECT x || y FROM a"), "1one");
}

TEST_F(Rows, LiveWhereTwoTablesChangedPlaces) {
  run(session_, "CREATE TABLE a (x int); CREATE TABLE b (x int); INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)");
  const auto way = back_from("ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME TO a; ALTER TABLE c RENAME TO b");
  EXPECT_EQ(losses(way), Lines{});
  EXPECT_EQ(ask("SELECT a.x || '-' || b.x FROM a, b"), "1-2");
}

TEST_F(Rows, LiveWhereARenamedTableIsKnownByItsColumnsAlone) {
  run(session_, "CREATE TABLE a (x int, y text); INSERT INTO a VALUES (1, 'one')");
  const auto way = back_from("ALTER TABLE a RENAME TO b", false);
  EXPECT_EQ(losses(way), Lines{});
  EXPECT_EQ(ask("SELECT x || y FROM a"), "1one");
}

TEST_F(Rows, AreNotTakenForThoseOfAColumnThatWent) {
  run(session_, "CREATE TABLE a (x int, y text); INSERT INTO a VALUES (1, 'one')");
  auto way = back_from("ALTER TABLE a RENAME y TO z", false);
  EXPECT_EQ(losses(way), Lines{});
  EXPECT_EQ(ask("SELECT y FROM a"), "one");
  way = back_from("ALTER TABLE a ADD COLUMN z text DEFAULT 'two'; ALTER TABLE a DROP COLUMN y", false);
  EXPECT_EQ(losses(way), Lines{"the values of public.a.z"}) << shown(way.steps);
  EXPECT_EQ(ask("SELECT y IS NULL FROM a"), "t");
}

// What happened in the one database tells what happened in the other, however the other's columns are numbered.
TEST_F(Rows, BelongToWhatTheirNamesakesBelongTo) {
  run(session_, "CREATE DATABASE other");
  run(session_, "CREATE TABLE a (x int, w int, y text); ALTER TABLE a DROP COLUMN w");
  run(session_, "CREATE TABLE log (x int)");
  const auto before = catalog_of(session_);
  auto other = connect(server_, "other");
  run(other, "CREATE TABLE a (x int, y text); ALTER TABLE a ADD COLUMN z text; ALTER TABLE a DROP COLUMN y");
  run(other, "CREATE TABLE log_too (x int)");
  const auto now = catalog_of(other);
  auto steps = [&](const Catalog& after) {
    return shown(catalog::way(now, before, {.namesakes = {&after}, .roles = false}).steps);
  };
  const auto makes_new =
      "ALTER TABLE a ADD COLUMN z text; ALTER TABLE a DROP COLUMN y; "
      "DROP TABLE log; CREATE TABLE log_too (x int)";
  run(session_, fmt::format("BEGIN; {}", makes_new));
  EXPECT_FALSE(contains(steps(catalog_of(session_)), "RENAME")) << steps(catalog_of(session_));
  run(session_, "ROLLBACK; BEGIN; ALTER TABLE a RENAME y TO z; ALTER TABLE log RENAME TO log_too");
  const auto renames = steps(catalog_of(session_));
  EXPECT_TRUE(contains(renames, "RENAME COLUMN z TO y") && contains(renames, "RENAME TO log")) << renames;
  run(session_, "ROLLBACK");
}

TEST_F(Rows, LiveInASchemaWhoseNameAnotherHasTaken) {
  run(session_, "CREATE SCHEMA one; CREATE TABLE one.a (x int); INSERT INTO one.a VALUES (1)");
  const auto way = back_from("ALTER SCHEMA one RENAME TO two; CREATE SCHEMA one; ALTER TABLE two.a SET SCHEMA one");
  EXPECT_EQ(losses(way), Lines{});
  EXPECT_EQ(ask("SELECT x FROM one.a"), "1");
  back_from("ALTER TABLE one.a SET SCHEMA public; DROP SCHEMA one");
  EXPECT_EQ(ask("SELECT x FROM one.a"), "1");
}

TEST_F(Rows, BelongToARoleThatIsThereBeforeThem) {
  run(session_, "CREATE ROLE newcomer; CREATE SCHEMA his AUTHORIZATION newcomer; CREATE TABLE his.a (x int)");
  run(session_, "ALTER TABLE his.a OWNER TO newcomer");
  back_from("DROP SCHEMA his CASCADE; DROP ROLE newcomer");
}

TEST_F(Rows, AreNotGuessedAtWhereTwoTablesFit) {
  run(session_, "CREATE TABLE a (x int)");
  const auto way = back_from("ALTER TABLE a RENAME TO b; CREATE TABLE c (x int)", false);
  EXPECT_EQ(losses(way), (Lines{"the rows of public.c", "the rows of public.b"}));
}

TEST_F(Rows, LiveInATypeThatIsTakenBack) {
  run(session_, "CREATE TABLE a (x text DEFAULT '7'); INSERT INTO a VALUES ('1'); CREATE VIEW v AS SELECT x FROM a");
  run(session_, "GRANT SELECT ON v TO PUBLIC; COMMENT ON VIEW v IS 'seen'");
  const auto way = back_from(
      "DROP VIEW v; ALTER TABLE a ALTER x DROP DEFAULT, ALTER x TYPE int USING x::int; CREATE VIEW v AS SELECT x FROM "
      "a");
  EXPECT_EQ(losses(way), Lines{});
  EXPECT_EQ(ask("SELECT x FROM v"), "1");
}

TEST_F(Rows, MayNotFitIntoANarrowerTypeAndThatIsSaid) {
  run(session_, "CREATE TABLE a (x int); INSERT INTO a VALUES (1)");
  const auto way = back_from("ALTER TABLE a ALTER x TYPE text");
  EXPECT_EQ(losses(way), Lines{"what integer cannot hold of public.a.x"});
  EXPECT_TRUE(says(way, "USING x::integer")) << shown(way.steps);
}

TEST_F(Rows, OfAColumnThatGoesAreNamed) {
  run(session_, "CREATE TABLE a (x int)");
  EXPECT_EQ(losses(back_from("ALTER TABLE a ADD note text; CREATE SEQUENCE s; CREATE TABLE b (y int)")),
            (Lines{"the rows of public.b", "the values of public.a.note", "the position of public.s"}));
}

TEST_F(Rows, AreNotAskedForALabelThatCannotBeTakenAway) {
  run(session_, "CREATE TYPE state AS ENUM ('new'); CREATE TABLE a (x state)");
  const auto before = catalog_of(session_);
  run(session_, "ALTER TYPE state ADD VALUE 'old'");
  const auto way = catalog::way(catalog_of(session_), before, {.same_database = true});
  EXPECT_EQ(way.steps.size(), 0u);
  EXPECT_EQ(way.cannot, Lines{"type public.state: label 'old' cannot be taken away while table public.a uses it"});
}

TEST_F(Rows, OfMaterializedViewsAreFetchedAgain) {
  run(session_, "CREATE TABLE a (x int); INSERT INTO a VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT x FROM a");
  back_from(
      "DROP MATERIALIZED VIEW m; ALTER TABLE a ALTER x TYPE bigint; CREATE MATERIALIZED VIEW m AS SELECT x FROM a");
  EXPECT_EQ(ask("SELECT x FROM m"), "1");
}

TEST_F(Rows, AreMovedByAScriptThatPsqlRuns) {
  run(session_, "CREATE TYPE state AS ENUM ('new'); CREATE TABLE a (x state); INSERT INTO a VALUES ('new')");
  const auto before = catalog_of(session_);
  run(session_, "ALTER TYPE state ADD VALUE 'old'; ALTER TABLE a ADD y int");
  const auto after = catalog_of(session_);
  run(session_, "DROP TABLE a; DROP TYPE state; CREATE TYPE state AS ENUM ('new'); CREATE TABLE a (x state)");
  const auto text = catalog::script(catalog::way(before, after));
  auto folder = os::TemporaryFolder::make("way");
  ASSERT_TRUE(folder);
  ASSERT_TRUE(os::write_file(folder->path() / "way.sql", text));
  run_client(server_, "psql", "postgres", fmt::format("-X -q -f '{}'", (folder->path() / "way.sql").string()));
  EXPECT_EQ(join(different(session_, after), "\n"), "") << text;
}

}  // namespace
}  // namespace ante::tests
