// Changes with other statements in the place of some, as files that their tools read as it was meant.
#include "change/mend.h"

#include "change/script.h"
#include "written_folder.h"

namespace ante::tests {
namespace {

constexpr const char* plain_index = "CREATE INDEX i ON t (a)";
constexpr const char* online_index = "CREATE INDEX CONCURRENTLY i ON public.t USING btree (a)";

class Mended : public WrittenFolder {
 protected:
  // Puts the index's statement in its place, wherever the change has it, writes that, and reads it again.
  change::Change after(const std::string& tool, change::Mend mend = {},
                       const std::vector<change::Ledger>& ledgers = {}) {
    auto change = read(ledgers, {.tool = tool});
    std::size_t place = 0;
    for (auto& migration : change.migrations)
      for (auto& step : migration.steps) {
        if (step.sql.starts_with(plain_index)) mend.instead[place] = {online_index};
        ++place;
      }
    auto files = change::mended_files(change, mend);
    EXPECT_TRUE(files) << files.error().what;
    if (!files) return {};
    for (auto& [file, text] : *files) write(file.lexically_relative(folder_.path()).string(), text);
    return read(ledgers, {.tool = tool});
  }
  std::string refusal(const std::string& tool) {
    auto change = read({}, {.tool = tool});
    auto files = change::mended_files(change, {.instead = {{0, {online_index}}}});
    EXPECT_FALSE(files);
    return files ? "" : files.error().what;
  }
  std::string text(const std::string& name) { return *os::read_file(folder_.path() / name); }
};

// "7_a tx: one; other", where what runs in no transaction has no "tx".
Names told(const change::Change& change) {
  Names all;
  for (auto& migration : change.migrations) {
    Names sql;
    for (auto& step : migration.steps) sql.push_back(replace_all(step.sql, online_index, "INDEX"));
    all.push_back(migration.name + (migration.in_transaction ? " tx: " : ": ") + join(sql, "; "));
  }
  return all;
}

TEST_F(Mended, PlainFilesStayWhereTheyAre) {
  write("1_a.sql", "-- why\nSELECT 1;\n\nCREATE INDEX i ON t (a); -- soon\nSELECT 2;\n");
  EXPECT_EQ(told(after("plain")), (Names{"1_a tx: SELECT 1; INDEX; SELECT 2"})) << "if its tool can";
  EXPECT_EQ(text("1_a.sql"), std::string("-- why\nSELECT 1;\n\n-- in place of:\n--   CREATE INDEX i ON t (a);\n") +
                                 online_index + "; -- soon\nSELECT 2;\n");
}

TEST_F(Mended, AScriptsOwnTransactionIsLeftForIt) {
  write("1_a.sql", "BEGIN;\nSELECT 1;\nCREATE INDEX i ON t (a);\nSELECT 2;\nCOMMIT;\n");
  EXPECT_EQ(told(after("plain")), (Names{"1_a: BEGIN; SELECT 1; COMMIT; INDEX; BEGIN; SELECT 2; COMMIT"}));
}

TEST_F(Mended, WhatGooseRunsInATransactionStaysInOne) {
  write("00007_a.sql", "-- +goose Up\nSELECT 1;\nCREATE INDEX i ON t (a);\nSELECT 2;\n\n-- +goose Down\nSELECT -1;\n");
  EXPECT_EQ(told(after("goose")), (Names{"00007_a tx: SELECT 1", "00008_a_2: INDEX", "00009_a_3 tx: SELECT 2"}));
  EXPECT_EQ(back(read({}, {.tool = "goose"}).migrations[0]).size(), 1u);
}

TEST_F(Mended, EachPartTakesBackWhatItDid) {
  write("7_a.up.sql",
        "ALTER TABLE t ADD b int;\nCREATE INDEX i ON t (a);\nALTER TABLE t ADD CONSTRAINT c CHECK (b > 0);");
  write("7_a.down.sql",
        "-- all of it\nALTER TABLE t DROP CONSTRAINT c;\nDROP INDEX i; -- soon\nALTER TABLE t DROP COLUMN b;\n");
  auto change = after("golang-migrate");
  EXPECT_EQ(back(change.migrations.at(0)), (Names{"7_a.down.sql:3 ALTER TABLE t DROP COLUMN b"}));
  EXPECT_EQ(back(change.migrations.at(1)), (Names{"8_a_2.down.sql:1 DROP INDEX i"}));
  EXPECT_EQ(back(change.migrations.at(2)), (Names{"9_a_3.down.sql:1 ALTER TABLE t DROP CONSTRAINT c"}));
}

TEST_F(Mended, GooseIsToldOfASingleStatement) {
  write("7_a.sql", "-- +goose Up\nCREATE INDEX i ON t (a);\n");
  EXPECT_EQ(told(after("goose")), (Names{"7_a: INDEX"}));
}

TEST_F(Mended, DbmateGetsAFileForEach) {
  write("20260101000059_a.sql", "-- migrate:up\nCREATE INDEX i ON t (a);\nSELECT 1;\n\n-- migrate:down\nSELECT -1;\n");
  EXPECT_EQ(told(after("dbmate")), (Names{"20260101000059_a: INDEX", "20260101000060_a_2 tx: SELECT 1"}));
  EXPECT_TRUE(contains(text("20260101000059_a.sql"), "-- migrate:up transaction:false\n"));
  EXPECT_TRUE(contains(text("20260101000059_a.sql"), "-- migrate:down\nSELECT -1;"));
}

TEST_F(Mended, GolangMigrateSendsItAlone) {
  write("09_a.up.sql", "SELECT 1;\nCREATE INDEX i ON t (a);");
  write("09_a.down.sql", "SELECT -1;");
  EXPECT_EQ(told(after("golang-migrate")), (Names{"09_a: SELECT 1", "10_a_2: INDEX"}));
  EXPECT_EQ(text("10_a_2.down.sql"), "DROP INDEX IF EXISTS public.i;\n") << "its author forgot it";
}

TEST_F(Mended, ConstraintTakesItsIndexAlongAndWhatStopsInBetweenIsTakenBackToo) {
  write("1_a.up.sql", "SELECT 1;\nALTER TABLE t ADD CONSTRAINT c UNIQUE (a);\n");
  write("1_a.down.sql", "ALTER TABLE t DROP CONSTRAINT c;\nSELECT -1;\n");
  auto change =
      after("golang-migrate", {.instead = {{1,
                                            {"CREATE UNIQUE INDEX CONCURRENTLY c ON public.t USING btree (a)",
                                             "ALTER TABLE public.t ADD CONSTRAINT c UNIQUE USING INDEX c"}}}});
  EXPECT_EQ(told(change).size(), 3u);
  EXPECT_EQ(text("2_a_2.down.sql"), "DROP INDEX IF EXISTS public.c;\n");
  EXPECT_EQ(text("3_a_3.down.sql"), "ALTER TABLE t DROP CONSTRAINT c;\n");
  EXPECT_TRUE(contains(text("1_a.down.sql"), "SELECT -1;"));
}

TEST_F(Mended, ValidationHasATransactionOfItsOwn) {
  write("1_a.up.sql", "SELECT 1;");
  auto change = after("golang-migrate",
                      {.instead = {{0,
                                    {"ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "ALTER TABLE t VALIDATE CONSTRAINT c",
                                     "ALTER TABLE t ALTER a SET NOT NULL", "SELECT 2"}}}});
  EXPECT_EQ(told(change),
            (Names{"1_a: ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "2_a_2: ALTER TABLE t VALIDATE CONSTRAINT c",
                   "3_a_3 tx: ALTER TABLE t ALTER a SET NOT NULL; SELECT 2"}));
}

TEST_F(Mended, SqlxIsToldInTheFirstLine) {
  write("1_a.sql", "CREATE INDEX i ON t (a);\n");
  EXPECT_EQ(told(after("sqlx")), (Names{"1_a: INDEX"}));
  EXPECT_TRUE(text("1_a.sql").starts_with("-- no-transaction\n"));
}

TEST_F(Mended, PrismaAndDieselGetFolders) {
  write("20260101000000_a/migration.sql", "SELECT 1;\nCREATE INDEX i ON t (a);\n");
  EXPECT_EQ(told(after("prisma")), (Names{"20260101000000_a: SELECT 1", "20260101000001_a_2: INDEX"}));
}

TEST_F(Mended, DieselIsToldBeside) {
  write("2026-01-01-000000_a/up.sql", "SELECT 1;\nCREATE INDEX i ON t (a);\n");
  write("2026-01-01-000000_a/down.sql", "SELECT -1;\n");
  EXPECT_EQ(told(after("diesel")), (Names{"2026-01-01-000000_a tx: SELECT 1", "2026-01-01-000001_a_2: INDEX"}));
  EXPECT_EQ(text("2026-01-01-000001_a_2/down.sql"), "DROP INDEX IF EXISTS public.i;\n");
}

TEST_F(Mended, FlywayCountsBehindAPoint) {
  write("V7__a.sql", "SELECT 1;\nCREATE INDEX i ON t (a);\n");
  write("V8__b.sql", "SELECT 2;\n");
  EXPECT_EQ(told(after("flyway")), (Names{"V7__a tx: SELECT 1", "V7.1__a_2: INDEX", "V8__b tx: SELECT 2"}));
}

TEST_F(Mended, LiquibaseGetsChangesetsInTheSameFile) {
  write("1_a.sql",
        "--liquibase formatted sql\n\n--changeset me:1\nSELECT 1;\nCREATE INDEX i ON t (a);\nSELECT 2;\n"
        "--rollback SELECT -1;\n--rollback DROP INDEX i;\n\n--changeset me:2\nCREATE INDEX i ON t (a);\n--rollback "
        "DROP INDEX i;\n");
  auto change = after("liquibase");
  EXPECT_EQ(told(change), (Names{"1_a.sql::1::me tx: SELECT 1", "1_a.sql::1-2::me: INDEX",
                                 "1_a.sql::1-3::me tx: SELECT 2", "1_a.sql::2::me: INDEX"}));
  EXPECT_EQ(back(change.migrations[0]).size(), 1u);
  EXPECT_TRUE(back(change.migrations[1]).at(0).ends_with("DROP INDEX i"));
  EXPECT_EQ(back(change.migrations[3]).size(), 1u);
}

TEST_F(Mended, WhatComesBehindIsAMigrationOfItsOwn) {
  write("1_a.up.sql", "SELECT 1;");
  write("2_b.up.sql", "SELECT 2;");
  EXPECT_EQ(told(after("golang-migrate", {.before = {{0, {"SET lock_timeout = '2s'"}}}, .behind = {online_index}})),
            (Names{"1_a tx: SET lock_timeout = '2s'; SELECT 1", "2_b: SELECT 2", "3_b_2: INDEX"}));
}

TEST_F(Mended, FilesOfCommentsAloneAreNoPlaceForStatements) {
  write("1_a.up.sql", "SELECT 1;");
  write("2_b.up.sql", "-- nothing yet\n");
  auto change = read({}, {.tool = "golang-migrate"});
  auto files = change::mended_files(change, {.behind = {online_index}});
  ASSERT_FALSE(files) << "2 is taken";
  std::filesystem::rename(folder_.path() / "2_b.up.sql", folder_.path() / "5_b.up.sql");
  EXPECT_EQ(told(after("golang-migrate", {.behind = {online_index}})),
            (Names{"1_a: SELECT 1", "2_a_2: INDEX", "5_b: "}));
}

TEST_F(Mended, NoNumberIsTakenTwice) {
  write("1_a.up.sql", "SELECT 1;\nCREATE INDEX i ON t (a);");
  write("2_b.up.sql", "SELECT 2;");
  auto change = read({}, {.tool = "golang-migrate"});
  auto files = change::mended_files(change, {.instead = {{1, {online_index}}}});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().what, "there is no number left behind 1_a for what must be parted from it");
}

TEST_F(Mended, ToolsThatKnowNothingButTransactionsAreNamed) {
  write("V1__a.sql", "CREATE INDEX i ON t (a);");
  EXPECT_TRUE(contains(refusal("refinery"), "V1__a.sql: refinery runs all of a migration of SQL in one transaction"));
}

TEST_F(Mended, WhatRunsOtherwiseThanItStandsThereIsLeftAlone) {
  write("V1__a.sql", "CREATE INDEX i ON ${t} (a);");
  write("flyway.conf", "flyway.placeholders.t=t\n");
  EXPECT_EQ(refusal("flyway"), "V1__a.sql:1: the statement does not stand there as it runs");
}

}  // namespace
}  // namespace ante::tests
