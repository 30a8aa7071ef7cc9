// Folders of migrations, as people write them.
#include <algorithm>

#include "written_folder.h"

namespace ante::tests {
namespace {

class Reading : public WrittenFolder {};

TEST_F(Reading, NumbersInNamesCountAsNumbers) {
  for (auto* name : {"10_c.sql", "9_b.sql", "001_a.sql"}) write(name, "SELECT 1");
  EXPECT_EQ(names(read()), (Names{"001_a", "9_b", "10_c"}));
}

TEST_F(Reading, TheWayDownIsLeftOut) {
  for (auto* name : {"1_a.up.sql", "1_a.down.sql", "2_b/up.sql", "2_b/down.sql", "notes.txt"}) write(name, "SELECT 1");
  EXPECT_EQ(names(read()), (Names{"1_a", "2_b"}));
}

TEST_F(Reading, AppliedVersionsAreLeftOut) {
  for (auto* name : {"0001_a.sql", "0002_b.sql", "20261120_c.sql"}) write(name, "SELECT 1");
  auto change = read({{"dbmate", "public.schema_migrations", {{"1"}, {"20261120"}, {"3"}}}});
  EXPECT_EQ(names(change), (Names{"0002_b"}));
  EXPECT_EQ(change.notes, (Names{"2 of 3 migrations are applied already, as public.schema_migrations says",
                                 "public.schema_migrations has 1 version that this folder has not, 3 the last of them: "
                                 "production was migrated from another state of it"}));
  EXPECT_TRUE(change.doubts.empty());
}

TEST_F(Reading, WhatWasRolledBackIsPending) {
  for (auto* name : {"20260101_a.sql", "20260102_b.sql", "20260103_c.sql"}) write(name, "SELECT 1");
  auto change = read({{"prisma",
                       "public._prisma_migrations",
                       {{"20260101_a", "rolled back"}, {"20260101_a"}, {"20260102_b", "rolled back"}}}});
  EXPECT_EQ(names(change), (Names{"20260102_b", "20260103_c"}));
  EXPECT_TRUE(change.doubts.empty());
}

TEST_F(Reading, HalfAppliedMigrationIsRehearsedAndDoubted) {
  for (auto* name : {"1_a.sql", "2_b.sql", "10_c.sql"}) write(name, "SELECT 1");
  auto change = read({{"golang-migrate", "public.schema_migrations", {{"2", "dirty"}}}});
  EXPECT_EQ(names(change), (Names{"2_b", "10_c"}));
  ASSERT_EQ(change.doubts.size(), 1u);
  EXPECT_TRUE(contains(change.doubts[0], "what 2_b left in the database")) << change.doubts[0];
}

TEST_F(Reading, GolangMigrateKeepsTheLatestVersionAlone) {
  for (auto* name : {"1_a.sql", "2_b.sql", "10_c.sql"}) write(name, "SELECT 1");
  EXPECT_EQ(names(read({{"golang-migrate", "public.schema_migrations", {{"2"}}}})), (Names{"10_c"}));
}

TEST_F(Reading, EveryToolHasItsOwnWayToNameAVersion) {
  for (auto* name : {"V1__a.sql", "V1_2__b.sql", "V10__c.sql"}) write(name, "SELECT 1");
  EXPECT_EQ(names(read({{"flyway", "public.flyway_schema_history", {{"1"}, {"1.2"}}}})), (Names{"V10__c"}));
  EXPECT_EQ(names(read({{"refinery", "public.refinery_schema_history", {{"1"}}}})), (Names{"V10__c"}));
}

TEST_F(Reading, DieselsFoldersAreDatesWithDashes) {
  for (auto* name : {"2024-01-31-120000_a/up.sql", "2024-02-01-000000_b/up.sql"}) write(name, "SELECT 1");
  EXPECT_EQ(names(read({{"diesel", "public.__diesel_schema_migrations", {{"20240131120000"}}}})),
            (Names{"2024-02-01-000000_b"}));
}

TEST_F(Reading, GraphileKeepsTheNameOfTheFile) {
  for (auto* name : {"000001.sql", "000002-b.sql", "seed.sql"}) write(name, "SELECT 1");
  EXPECT_EQ(names(read({{"graphile-migrate", "graphile_migrate.migrations", {{"000001.sql"}}}})),
            (Names{"000002-b", "seed"}));
  EXPECT_EQ(names(read({{"golang-migrate", "public.schema_migrations", {{"1"}}}})), (Names{"000002-b", "seed"}));
}

TEST_F(Reading, LedgerThatKnowsNoneIsNamed) {
  write("7_a.sql", "SELECT 1");
  auto change = read({{"dbmate", "public.schema_migrations", {{"1"}}}});
  EXPECT_EQ(names(change), (Names{"7_a"}));
  EXPECT_EQ(change.notes, (Names{"none of these migrations is applied, as far as public.schema_migrations says"}));
}

TEST_F(Reading, LinkThatLeadsNowhereIsAnError) {
  write("1_a.sql", "SELECT 1");
  std::filesystem::create_symlink("2_loop.sql", folder_.path() / "2_loop.sql");
  EXPECT_TRUE(contains(refused(), "2_loop.sql"));
}

TEST_F(Reading, LedgerThatKnowsMostIsGoneByAndTheOtherIsNamed) {
  for (auto* name : {"1_a.sql", "2_b.sql", "3_c.sql"}) write(name, "SELECT 1");
  change::Ledger other{"dbmate", "billing.schema_migrations", {{"3"}}};
  change::Ledger own{"dbmate", "public.schema_migrations", {{"1"}, {"2"}}};
  for (auto& ledgers : {std::vector{own, other}, std::vector{other, own}}) {
    auto change = read(ledgers);
    EXPECT_EQ(names(change), (Names{"3_c"}));
    ASSERT_EQ(change.doubts.size(), 1u);
    EXPECT_TRUE(contains(change.doubts[0], "billing.schema_migrations")) << change.doubts[0];
  }
}

TEST_F(Reading, StatementsKnowTheirLines) {
  write("1.sql", "-- why\n\nSELECT 1;\n/* more\n   words */ SELECT\n 2;\n");
  auto steps = read().migrations[0].steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].line, 3);
  EXPECT_EQ(steps[1].line, 5);
  EXPECT_EQ(steps[0].file, "1.sql");
  EXPECT_TRUE(steps[1].sql.starts_with("SELECT"));
}

TEST_F(Reading, PlainFilesHaveATransactionUntilTheServerRefusesIt) {
  write("1.sql", "SELECT 1;");
  write("2.sql", "-- ante:no-transaction\nSELECT 1;");
  write("3.sql", "BEGIN; SELECT 1; COMMIT;");
  write("4.sql", "-- why\n/* how */ begin;\nFROBNICATE;\nCOMMIT;");
  auto change = read();
  EXPECT_TRUE(change.migrations[0].in_transaction);
  EXPECT_TRUE(change.migrations[0].transaction_assumed);
  EXPECT_FALSE(change.migrations[1].in_transaction);
  EXPECT_FALSE(change.migrations[2].in_transaction);
  EXPECT_FALSE(change.migrations[3].in_transaction);
}

TEST_F(Reading, CopyDataBelongsToItsStatement) {
  write("1.sql", "SELECT 1;\nCOPY t (a) FROM stdin;\n1;2\n\\N\n\\.\nSELECT 2;\n");
  auto steps = read().migrations[0].steps;
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[1].copy_data, "1;2\n\\N\n");
  EXPECT_EQ(steps[2].line, 6);
}

TEST_F(Reading, CommandOfPsqlIsNamedWithItsLine) {
  write("1.sql", "SELECT 1;\n\\connect production\nSELECT 2;\n");
  EXPECT_TRUE(refused().starts_with("1.sql:2:"));
}

TEST_F(Reading, CopyDataWithoutAnEndIsRefused) {
  write("1.sql", "COPY t FROM stdin;\n1\n");
  EXPECT_NE(refused(), "");
}

TEST_F(Reading, CopyInACommentOrAStringHidesNothing) {
  for (std::string_view hidden : {"/*\ncopy a from stdin;\n*/\nALTER TABLE big ADD x int;\n/*\n\\.\n*/",
                                  "SELECT '\ncopy a from stdin;\n';\nALTER TABLE big ADD x int;\nSELECT '\n\\.\n'",
                                  "-- copy a from stdin;\nALTER TABLE big ADD x int;\n-- \\.\n",
                                  "DO $$\ncopy a from stdin;\n$$;\nALTER TABLE big ADD x int;\nDO $$\n\\.\n$$"}) {
    write("1.sql", hidden);
    auto steps = read().migrations[0].steps;
    EXPECT_TRUE(std::ranges::any_of(steps, [](auto& step) { return step.sql == "ALTER TABLE big ADD x int"; }))
        << hidden;
    for (auto& step : steps) EXPECT_EQ(step.copy_data, "");
  }
}

TEST_F(Reading, CopyIsFoundHoweverItIsWritten) {
  write("1.sql",
        "/* a */ COPY\n t FROM /* stdout */ STDIN WITH (FORMAT csv, DELIMITER ';'); -- rows\nit's\n/*\n\\.\nSELECT "
        "1;\ncopy u from stdin;\n\\.\nCOPY (SELECT 1 FROM stdin) TO stdout;");
  auto steps = read().migrations[0].steps;
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[0].copy_data, "it's\n/*\n");
  EXPECT_EQ(steps[1].line, 6);
  EXPECT_EQ(steps[2].copy_data, "");
  EXPECT_EQ(steps[3].line, 9);
}

TEST_F(Reading, CopyFromStdoutReadsRowsAsWell) {
  write("1.sql", "COPY t FROM STDOUT;\n/*\n\\.\nALTER TABLE big ADD x int;\n-- */\n");
  auto steps = read().migrations[0].steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].copy_data, "/*\n");
  EXPECT_EQ(steps[1].line, 4);
}

TEST_F(Reading, BodiesOfFunctionsHideNothing) {
  write("1.sql",
        "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC SELECT 1; copy t from stdin;\nEND;\nALTER TABLE big ADD x "
        "int;\n");
  auto steps = read().migrations[0].steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[1].line, 3);
}

TEST_F(Reading, WhatStandsBetweenCopyAndItsRowsIsRefused) {
  write("1.sql", "COPY t FROM stdin; DROP TABLE t;\n1\n\\.\n");
  EXPECT_NE(refused(), "");
}

TEST_F(Reading, WhatIsNoChangeIsRefused) {
  EXPECT_NE(refused("nowhere"), "");
  EXPECT_NE(refused(), "");
  write("1.sql", "SELECT '\xff'");
  EXPECT_TRUE(refused().ends_with("is not UTF-8"));
}

TEST_F(Reading, SyntaxThatIsUnknownHereStillBecomesAStatement) {
  write("1.sql", "CREATE TABLE t (a int);\nALTER TABLE t FROBNICATE a;\nSELECT 1;");
  EXPECT_EQ(read().migrations[0].steps.size(), 3u);
}

}  // namespace
}  // namespace ante::tests
