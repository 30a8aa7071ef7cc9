// ante repair: what it says of a database that was left half-way, what it ships, and what the tool finds afterwards.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "change/flyway_checksum.h"
#include "os/folders.h"
#include "support/private_cache.h"
#include "support/private_server.h"
#include "support/run.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

class RepairCommand : public ::testing::Test {
 protected:
  RepairCommand() {
    fs::create_directory(folder_.path() / "m");
    run(session_, "CREATE ROLE app LOGIN");
    run(session_, "CREATE DATABASE shop OWNER app");
    shop_.emplace(connect(server_, "shop", "app"));
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / "m" / name) << text;
  }
  // goose without transactions: whatever ran before somebody killed it stays.
  void goose() {
    write("1_orders.sql", "-- +goose Up\nCREATE TABLE orders (id int PRIMARY KEY, note text, code int);\n");
    write(
        "2_more.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\nALTER TABLE orders ADD COLUMN more int;\nUPDATE orders SET more = 1;\n"
        "CREATE INDEX CONCURRENTLY orders_code ON orders (code);\nALTER TABLE orders DROP COLUMN note;\n");
    run(*shop_,
        "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean "
        "NOT NULL, tstamp timestamp DEFAULT now())");
    run(*shop_, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true)");
    run(*shop_, "CREATE TABLE orders (id int PRIMARY KEY, note text, code int)");
    run(*shop_, "INSERT INTO orders SELECT g, 'n' || g, g FROM generate_series(1, 100) g");
  }
  std::string url() const {
    return fmt::format("postgresql:///shop?host={}&user=app", url_encoded(server_.socket().string()));
  }
  Ended ante(const std::string& command) const {
    auto ended = run(fmt::format("cd '{}' && ante {}", folder_.path().string(), command));
    return ended;
  }
  Ended repair(const std::string& options) const {
    return ante(fmt::format("repair -q --database '{}' --to m {}", url(), options));
  }
  std::string asked(const std::string& sql) { return shop_->scalar(sql).value_or("?"); }
  std::string columns() {
    return asked(
        "SELECT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute WHERE attrelid = "
        "'orders'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT LIKE 'ante%'");
  }
  std::string versions() { return asked("SELECT string_agg(version_id::text, ' ' ORDER BY id) FROM goose_db_version"); }

  PrivateCache twins_;  // of use to nobody else
  pg::Cluster server_ = private_server();
  pg::Connection session_ = connect(server_);
  std::optional<pg::Connection> shop_;
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("repair");
};

TEST_F(RepairCommand, WhatIsNotBegunNeedsNoRepair) {
  goose();
  auto ended = repair("");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "There is nothing to repair: the schema is the one before what is pending (1 migration).\n");
  ended = repair("--back");
  EXPECT_EQ(ended.code, 0) << ended.err;
}

// A row of goose's is in the transaction of its migration.
TEST_F(RepairCommand, WhatOnlyWritesRowsIsRunWhereTheLedgerProvesThatItDidNot) {
  goose();
  write("2_more.sql", "-- +goose Up\nUPDATE orders SET code = 0;\n");
  write("3_too.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nUPDATE orders SET code = code + 7;\n");
  EXPECT_EQ(repair("").out,
            "There is nothing to repair: the schema is the one before what is pending (2 migrations).\n");
  auto ended = repair("--forward --ship --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_FALSE(contains(ended.err, "nothing tells whether")) << ended.err;
  EXPECT_EQ(asked("SELECT DISTINCT code FROM orders"), "7");
  EXPECT_EQ(versions(), "0 1 2 3");
}

TEST_F(RepairCommand, WhereNothingProvesItTheQuestionIsPutAndEitherAnswerIsTaken) {
  goose();
  write("2_more.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nUPDATE orders SET code = code + 7;\n");
  auto ended = repair("");
  EXPECT_EQ(ended.code, 2) << ended.err;
  EXPECT_EQ(ended.out,
            "The schema is the one before the pending migrations, and nothing tells whether those of their statements "
            "have run that only write rows. There are two ways; say which:\n"
            "ante repair --forward: no statement; public.goose_db_version says that all is applied up to 2_more\n"
            "  nothing tells whether this ran, and it is not run again; look at its rows, and if it did not run, come "
            "again with --run-unseen: 2_more.sql:3: UPDATE orders SET code = code + 7\n"
            "ante repair --back: no statement\n"
            "  what this wrote, if it ran, stays as it is: 2_more.sql:3: UPDATE orders SET code = code + 7\n");
  EXPECT_EQ(repair("--forward --ship").code, 3);
  ended = repair("--forward --run-unseen --ship --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(asked("SELECT sum(code) FROM orders"), "5750");
  EXPECT_EQ(versions(), "0 1 2");
  ASSERT_EQ(ante(fmt::format("undo -q --database '{}'", url())).code, 0);
  ended = repair("--forward --ship --override 'it ran'");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(versions(), "0 1 2");
}

TEST_F(RepairCommand, ALedgerThatTheSchemaContradictsProvesNothing) {
  goose();
  write("2_more.sql", "-- +goose Up\nUPDATE orders SET code = 0;\n");
  write("3_too.sql", "-- +goose Up\nALTER TABLE orders ADD COLUMN more int;\n");
  run(*shop_, "ALTER TABLE orders ADD COLUMN more int");
  auto ended = repair("--forward --ship");
  EXPECT_EQ(ended.code, 3) << ended.out << ended.err;
  EXPECT_TRUE(contains(ended.err, "somebody ran it by other means")) << ended.err;
  EXPECT_TRUE(contains(ended.out + ended.err, "2_more.sql:2: UPDATE orders SET code = 0")) << ended.out << ended.err;
}

// A schema that the pending migrations lead away from and back to again.
TEST_F(RepairCommand, TheLedgerTellsApartWhatLooksTheSame) {
  goose();
  write("2_more.sql", "-- +goose Up\nALTER TABLE orders ADD COLUMN more int;\n");
  write("3_less.sql", "-- +goose Up\nALTER TABLE orders DROP COLUMN more;\n");
  EXPECT_EQ(repair("").out,
            "There is nothing to repair: the schema is the one before what is pending (2 migrations).\n");
}

TEST_F(RepairCommand, AColumnThatCameIsNotTakenForTheOneThatWent) {
  goose();
  write("1_orders.sql", "-- +goose Up\nCREATE TABLE orders (id int PRIMARY KEY, code int, note text);\n");
  write("2_more.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\nALTER TABLE orders ADD COLUMN remark text;\n"
        "ALTER TABLE orders DROP COLUMN note;\nALTER TABLE orders RENAME code TO number;\n"
        "CREATE TABLE later (id int);\n");
  run(*shop_, "DROP TABLE orders; CREATE TABLE orders (id int PRIMARY KEY, code int, note text)");
  run(*shop_, "INSERT INTO orders VALUES (1, 5, 'old')");
  run(*shop_, "ALTER TABLE orders ADD COLUMN remark text; UPDATE orders SET remark = 'secret'");
  run(*shop_, "ALTER TABLE orders DROP COLUMN note; ALTER TABLE orders RENAME code TO number");
  auto ended = repair("");
  EXPECT_TRUE(contains(ended.out, "  takes away the values of public.orders.remark\n")) << ended.out << ended.err;
  ended = repair("--back --ship --accept --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(columns(), "code id note");
  EXPECT_EQ(asked("SELECT concat(code, note) FROM orders"), "5");
}

TEST_F(RepairCommand, WhatIsSetByAFunctionIsSetForWhatIsLeft) {
  goose();
  run(*shop_, "CREATE SCHEMA app");
  write("1_orders.sql",
        "-- +goose Up\nCREATE TABLE orders (id int PRIMARY KEY, note text, code int);\nCREATE SCHEMA app;\n");
  write("2_more.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT pg_catalog.set_config('search_path', 'app', false);\n"
        "CREATE TABLE first (id int);\nCREATE TABLE second (id int);\n"
        "SELECT pg_catalog.set_config('search_path', 'public', false);\n");
  run(*shop_, "CREATE TABLE app.first (id int)");
  auto ended = repair("--forward --ship --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(asked("SELECT to_regclass('app.second') IS NOT NULL AND to_regclass('public.second') IS NULL"), "t");
  EXPECT_EQ(repair("").out, "There is nothing to repair: the schema is the folder's.\n");
}

TEST_F(RepairCommand, TheChoiceNamesViewsFunctionsAndSequencesThatGo) {
  goose();
  write("2_more.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE VIEW codes AS SELECT code FROM orders;\n"
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';\nCREATE SEQUENCE numbers;\n"
        "CREATE TABLE later (id int);\n");
  run(*shop_, "CREATE VIEW codes AS SELECT code FROM orders; CREATE SEQUENCE numbers");
  run(*shop_, "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  auto ended = repair("");
  for (auto* dropped :
       {"  drops view public.codes\n", "  drops function public.one()\n", "  drops sequence public.numbers\n"})
    EXPECT_TRUE(contains(ended.out, dropped)) << ended.out << ended.err;
}

// Flyway: what a baseline holds has no row and gets none; what is repeated has one by its description and its text.
TEST_F(RepairCommand, FlywaysBaselineAndItsRepeatablesAreAsFlywaySeesThem) {
  write("V1__orders.sql", "CREATE TABLE orders (id int PRIMARY KEY, note text, code int);\n");
  write("V2__lines.sql", "CREATE TABLE lines (id int);\n");
  write("V3__more.sql", "ALTER TABLE orders ADD COLUMN more int;\n");
  write("R__codes.sql", "CREATE OR REPLACE VIEW codes AS SELECT code, id FROM orders;\n");
  write("R__notes.sql", "CREATE OR REPLACE VIEW notes AS SELECT note FROM orders;");
  run(*shop_,
      "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description "
      "varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by "
      "varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success "
      "boolean NOT NULL)");
  auto sum = change::flyway_checksum("CREATE OR REPLACE VIEW notes AS SELECT note FROM orders;");
  run(*shop_,
      fmt::format("INSERT INTO flyway_schema_history VALUES (1, '2', 'x', 'BASELINE', 'x', NULL, 'x', now(), 0, "
                  "true), (2, NULL, 'codes', 'SQL', 'R__codes.sql', 7, 'x', now(), 0, true), (3, NULL, "
                  "'notes', 'SQL', 'R__notes.sql', {}, 'x', now(), 0, true)",
                  sum));
  run(*shop_, "CREATE TABLE orders (id int PRIMARY KEY, note text, code int); CREATE TABLE lines (id int)");
  run(*shop_, "CREATE VIEW codes AS SELECT code FROM orders; CREATE VIEW notes AS SELECT note FROM orders");
  EXPECT_EQ(repair("").out,
            "There is nothing to repair: the schema is the one before what is pending (2 migrations).\n");
  // Killed before its row was written.
  run(*shop_, "ALTER TABLE orders ADD COLUMN more int");
  auto ended = repair("--back --ship --accept --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(columns(), "code id note");
  EXPECT_EQ(asked("SELECT count(*) FROM pg_views WHERE viewname IN ('codes', 'notes')"), "2");
  auto rows = [&] {
    return asked(
        "SELECT string_agg(concat_ws(' ', version, script, type), ', ' ORDER BY installed_rank) FROM "
        "flyway_schema_history");
  };
  auto before = "2 x BASELINE, R__codes.sql SQL, R__notes.sql SQL";
  EXPECT_EQ(rows(), before);
  run(*shop_, "ALTER TABLE orders ADD COLUMN more int");
  ended = repair("--forward --ship --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(asked("SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = "
                  "'codes'::regclass"),
            "code id");
  EXPECT_EQ(rows(), std::string(before) + ", 3 V3__more.sql SQL, R__codes.sql SQL");
  EXPECT_EQ(repair("").out, "There is nothing to repair: the schema is the folder's.\n");
}

TEST_F(RepairCommand, HalfWayItAsksWhichWayAndSaysWhatEachLoses) {
  goose();
  run(*shop_, "ALTER TABLE orders ADD COLUMN more int");
  auto ended = repair("");
  EXPECT_EQ(ended.code, 2) << ended.err;
  EXPECT_EQ(ended.out,
            "The database is half-way: 1 of 4 pending statements has run, as the schema shows, up to 2_more.sql:3. "
            "There are two ways; say which:\n"
            "ante repair --forward: 2 statements that are left; public.goose_db_version says that all is applied up to "
            "2_more\n"
            "  nothing tells whether this ran, and it is not run again; look at its rows, and if it did not run, come "
            "again with --run-unseen: 2_more.sql:4: UPDATE orders SET more = 1\n"
            "ante repair --back: 1 statement\n"
            "  takes away the values of public.orders.more\n"
            "  what this wrote, if it ran, stays as it is: 2_more.sql:4: UPDATE orders SET more = 1\n");
}

TEST_F(RepairCommand, ForwardTheToolFindsNothingToDoAndUndoneItFindsWhatItLeft) {
  goose();
  run(*shop_, "ALTER TABLE orders ADD COLUMN more int");
  auto refused = repair("--forward --ship");
  EXPECT_EQ(refused.code, 3) << refused.out << refused.err;  // whether the UPDATE ran is open
  auto ended = repair("--forward --ship --override 'the UPDATE ran'");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(columns(), "code id more");
  EXPECT_EQ(asked("SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_code'::regclass"), "t");
  EXPECT_EQ(versions(), "0 1 2");
  EXPECT_EQ(repair("").out, "There is nothing to repair: the schema is the folder's.\n");
  ended = ante(fmt::format("undo -q --database '{}'", url()));
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(columns(), "code id more note");
  EXPECT_EQ(versions(), "0 1");
  EXPECT_EQ(asked("SELECT count(note) FROM orders"), "100");  // it was put aside, and came back
}

TEST_F(RepairCommand, BackFromAnUnfinishedIndex) {
  goose();
  run(*shop_, "ALTER TABLE orders ADD COLUMN more int");
  run(*shop_, "UPDATE orders SET code = 1");
  // As a killed CREATE INDEX CONCURRENTLY leaves it.
  EXPECT_FALSE(shop_->execute("CREATE UNIQUE INDEX CONCURRENTLY orders_code ON orders (code)"));
  auto ended = repair("--back --ship --no-keep --accept --override 'nothing is in it'");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(columns(), "code id note");
  EXPECT_EQ(asked("SELECT to_regclass('orders_code') IS NULL"), "t");
  EXPECT_EQ(versions(), "0 1");
}

TEST_F(RepairCommand, ThePlanCanBeReadAndHandedBack) {
  goose();
  run(*shop_, "ALTER TABLE orders ADD COLUMN more int; UPDATE orders SET more = 1");
  run(*shop_, "CREATE INDEX CONCURRENTLY orders_code ON orders (code)");
  auto ended = repair("--forward -o plan.sql");
  ASSERT_EQ(ended.code, 3) << ended.out << ended.err;  // nobody counts this server's queries
  ended = ante(fmt::format("apply -q plan.sql --override test --database '{}'", url()));
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(columns(), "code id more");
  EXPECT_EQ(versions(), "0 1 2");
}

TEST_F(RepairCommand, DirtyIsClearedInTheLedgerOfGolangMigrate) {
  write("1_a.up.sql", "CREATE TABLE a (id int);\n");
  write("2_b.up.sql", "CREATE TABLE b (id int);\n");
  write("3_c.up.sql", "CREATE TABLE c (id int);\n");
  run(*shop_, "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)");
  run(*shop_, "INSERT INTO schema_migrations VALUES (2, true)");
  run(*shop_, "CREATE TABLE a (id int)");
  auto row = [&] { return asked("SELECT version || ' ' || dirty FROM schema_migrations"); };
  auto ended = repair("--back --ship");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(row(), "1 false");
  EXPECT_EQ(ante(fmt::format("undo -q --database '{}'", url())).code, 0);
  EXPECT_EQ(row(), "2 true");
  ended = repair("--forward --ship --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(row(), "3 false");
  EXPECT_EQ(asked("SELECT to_regclass('c') IS NOT NULL"), "t");
}

TEST_F(RepairCommand, WithoutALedgerItMustBeSaidWhatWasApplied) {
  write("1_a.sql", "CREATE TABLE a (id int);\n");
  write("2_b.sql", "CREATE TABLE b (id int);\nCREATE TABLE c (id int);\n");
  run(*shop_, "CREATE TABLE a (id int); CREATE TABLE b (id int)");
  auto ended = repair("--back");
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(contains(ended.err, "--before NAME")) << ended.err;
  ended = repair("--back --before 2_b --ship --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(asked("SELECT to_regclass('b') IS NULL"), "t");
  ended = repair("--forward --ship --override test");
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(asked("SELECT to_regclass('c') IS NOT NULL"), "t");
}

// Its people are others.
TEST_F(RepairCommand, OfAnotherDatabaseThePrivilegesAreNotTakenOver) {
  run(session_, "CREATE ROLE stranger");
  run(session_, "CREATE DATABASE other OWNER app");
  auto other = connect(server_, "other", "app");
  run(other, "CREATE TABLE t (id int); GRANT SELECT ON t TO stranger");
  run(*shop_, "CREATE TABLE t (id int)");
  ASSERT_EQ(ante(fmt::format("capture -q '{}' -o other.ante", replace_all(url(), "/shop?", "/other?"))).code, 0);
  auto ended = ante(fmt::format("repair -q --database '{}' --to other.ante", url()));
  EXPECT_TRUE(contains(ended.out, "There is nothing to repair")) << ended.out << ended.err;
}

TEST_F(RepairCommand, ToASnapshotOfTheSameDatabaseWithItsRenamesAndGrants) {
  goose();
  run(session_, "CREATE ROLE reader");
  run(*shop_, "GRANT SELECT ON orders TO reader");
  run(*shop_, "CREATE VIEW codes AS SELECT code FROM orders");
  ASSERT_EQ(ante(fmt::format("capture -q '{}' -o then.ante", url())).code, 0);
  run(*shop_, "ALTER TABLE orders RENAME TO sales; REVOKE SELECT ON sales FROM reader");
  run(*shop_, "ALTER TABLE sales RENAME COLUMN code TO number");
  auto ended = ante(fmt::format("repair -q --database '{}' --to then.ante --ship --accept --override test", url()));
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(columns(), "code id note");
  EXPECT_EQ(asked("SELECT has_table_privilege('reader', 'orders', 'SELECT')"), "t");
  EXPECT_EQ(asked("SELECT count(code) FROM codes"), "100");
  EXPECT_EQ(ante(fmt::format("repair -q --database '{}' --to then.ante", url())).out,
            "There is nothing to repair: the schema is the one that it should be.\n");
}

TEST_F(RepairCommand, ApplyWritesTheLedgerAndUndoTakesItBack) {
  goose();
  ASSERT_EQ(ante(fmt::format("capture -q '{}' -o prod.ante", url())).code, 0);
  auto ended = ante(fmt::format("apply -q m --snapshot prod.ante --database '{}' --accept --override test", url()));
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(versions(), "0 1 2");
  ended = ante(fmt::format("undo -q --database '{}'", url()));
  ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(versions(), "0 1");
}

TEST_F(RepairCommand, WhatIsStillBeingBuiltIsNotWhatWasLeftBehind) {
  goose();
  run(*shop_, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
  auto builder = connect(server_, "shop", "app");
  ASSERT_TRUE(builder.send("CREATE INDEX CONCURRENTLY orders_code ON orders (code)"));
  while (session_.scalar("SELECT count(*) FROM pg_stat_progress_create_index WHERE index_relid <> 0").value_or("") ==
         "0")
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  auto ended = repair("--forward");
  EXPECT_EQ(ended.code, 3) << ended.out;
  EXPECT_TRUE(contains(ended.err, "an index is being built there now")) << ended.err;
  run(*shop_, "COMMIT");
  EXPECT_TRUE(builder.finish());
}

TEST_F(RepairCommand, AChangeThatIsHalfWayInTheJournalIsNoCaseForIt) {
  goose();
  run(*shop_, "INSERT INTO orders (id, code) VALUES (101, 1)");
  std::ofstream(folder_.path() / "plan.sql")
      << "--@ ante plan: 1\n--@ name: broken\n--@ database: shop\n\n--@ step 1: one\n--@ up: in a transaction\n"
         "SELECT 1 / 0;\n--@ down: nothing\n";
  auto ended = ante(fmt::format("apply -q plan.sql --override test --database '{}'", url()));
  ASSERT_EQ(ended.code, 3) << ended.err;
  ended = repair("--forward");
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(contains(ended.err, "change 1 (broken) in the journal is half-way: applying")) << ended.err;
}

}  // namespace
}  // namespace ante::tests
