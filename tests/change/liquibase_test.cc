#include "written_folder.h"

namespace ante::tests {
namespace {

class Liquibase : public WrittenFolder {
 protected:
  void changelog(std::string_view text, const std::string& name = "001.sql") {
    write(name, "--liquibase formatted sql\n" + std::string(text));
  }
};

TEST_F(Liquibase, ChangesetIsAMigration) {
  changelog("\n--changeset alice:1\n--comment why\nSELECT 1;\n\n-- changeset bob:two\nSELECT 2;\nSELECT 3;\n");
  auto change = read();
  EXPECT_EQ(names(change), (Names{"001.sql::1::alice", "001.sql::two::bob"}));
  EXPECT_EQ(steps(change.migrations.at(0).steps), (Names{"001.sql:5 SELECT 1"}));
  EXPECT_EQ(steps(change.migrations.at(1).steps), (Names{"001.sql:8 SELECT 2", "001.sql:9 SELECT 3"}));
  EXPECT_TRUE(change.migrations.at(0).in_transaction);
  EXPECT_FALSE(change.migrations.at(0).transaction_assumed);
}

TEST_F(Liquibase, RollbackIsTheWayBack) {
  changelog("--changeset a:1\nSELECT 1;\n--rollback SELECT -1;\n--rollback SELECT\n--rollback -2;\n");
  EXPECT_EQ(back(read().migrations.at(0)), (Names{"001.sql:4 SELECT -1", "001.sql:5 SELECT\n-2"}));
  changelog("--changeset a:1\nSELECT 1;\n/* liquibase rollback\nSELECT -1;\nSELECT -2;\n*/\n");
  EXPECT_EQ(back(read().migrations.at(0)), (Names{"001.sql:5 SELECT -1", "001.sql:6 SELECT -2"}));
}

TEST_F(Liquibase, EmptyRollbackIsAWayBackThatDoesNothing) {
  for (auto* text : {"empty", "not required"}) {
    changelog("--changeset a:1\nSELECT 1;\n--rollback " + std::string(text) + "\n");
    EXPECT_EQ(back(read().migrations.at(0)), (Names{}));
  }
  changelog("--changeset a:1\nSELECT 1;\n");
  EXPECT_EQ(back(read().migrations.at(0)), (Names{"none"}));
}

TEST_F(Liquibase, RollbackMayBeAnotherChangeset) {
  changelog("--changeset a:1\nSELECT 1;\n--changeset a:2\nSELECT 2;\n--rollback changeSetId:1 changeSetAuthor:a\n");
  EXPECT_EQ(back(read().migrations.at(1)), (Names{"001.sql:3 SELECT 1"}));
}

TEST_F(Liquibase, AttributesSayHowItRuns) {
  changelog(
      "--changeset a:1 runInTransaction:false\nCREATE INDEX CONCURRENTLY i ON t (a);\nSELECT 1;\n"
      "--changeset a:2 runInTransaction:false splitStatements:false\nSELECT 1;\nSELECT 2;\n"
      "--changeset a:3 endDelimiter:// runInTransaction:false\nDO $$ BEGIN NULL; END $$\n//\nSELECT 1//\n");
  auto change = read();
  EXPECT_FALSE(change.migrations.at(0).in_transaction);
  EXPECT_EQ(change.migrations.at(0).steps.size(), 2u);
  EXPECT_TRUE(change.migrations.at(1).in_transaction) << "the server makes one of what comes at once";
  EXPECT_EQ(steps(change.migrations.at(2).steps), (Names{"001.sql:9 DO $$ BEGIN NULL; END $$", "001.sql:11 SELECT 1"}));
  EXPECT_TRUE(change.doubts.empty());
}

TEST_F(Liquibase, SemicolonBetweenDollarsIsDoubtedWhereItSplits) {
  changelog("--changeset a:1\nDO $$ BEGIN NULL; END $$;\n");
  EXPECT_EQ(read().doubts.size(), 1u);
  changelog("--changeset a:1 splitStatements:false\nDO $$ BEGIN NULL; END $$;\n");
  EXPECT_EQ(read().doubts.size(), 0u);
}

TEST_F(Liquibase, LedgerNamesFileIdAndAuthor) {
  changelog("--changeset a:1\nSELECT 1;\n--changeset a:2\nSELECT 2;\n");
  auto change = read({{"liquibase", "public.databasechangelog", {{"db/changelog/001.sql::1::a"}, {"002.sql::2::a"}}}});
  EXPECT_EQ(names(change), (Names{"001.sql::2::a"}));
}

TEST_F(Liquibase, LogicalFilePathIsWhatTheLedgerHas) {
  write("001.sql", "--liquibase formatted sql logicalFilePath:x/y\n--changeset a:1\nSELECT 1;\n");
  EXPECT_EQ(names(read({{"liquibase", "public.databasechangelog", {{"x/y::1::a"}}}})), (Names{}));
}

TEST_F(Liquibase, PreconditionsAreNoted) {
  changelog(
      "--changeset a:1\n--preconditions onFail:MARK_RAN\n--precondition-sql-check expectedResult:0 SELECT 1\n"
      "SELECT 1;\n");
  EXPECT_EQ(read().notes, (Names{"001.sql:2 is rehearsed as if its preconditions held"}));
}

TEST_F(Liquibase, WhatIsForOthersIsLeftOut) {
  changelog(
      "--changeset a:1 dbms:oracle\nSELECT 1;\n--changeset a:2 dbms:postgresql,h2\nSELECT 2;\n"
      "--changeset a:3 ignore:true\nSELECT 3;\n--changeset a:4 dbms:!h2\nSELECT 4;\n");
  EXPECT_EQ(names(read()), (Names{"001.sql::2::a", "001.sql::4::a"}));
}

TEST_F(Liquibase, PropertiesHaveTheirValues) {
  changelog("--property name:schema value:app\n--changeset a:1\nCREATE TABLE ${schema}.t ();\n");
  EXPECT_EQ(steps(read().migrations.at(0).steps), (Names{"001.sql:4 CREATE TABLE app.t ()"}));
  changelog("--changeset a:1\nCREATE TABLE ${schema}.t ();\n");
  EXPECT_EQ(refused(), "001.sql:3: ${schema} has no value in this file");
}

TEST_F(Liquibase, IgnoredLinesAreNotRun) {
  changelog(
      "--changeset a:1\nSELECT 1;\n--ignoreLines:1\nSELECT 2;\n--ignoreLines:start\nSELECT 3;\nSELECT 4;\n"
      "--ignoreLines:end\nSELECT 5;\n");
  EXPECT_EQ(steps(read().migrations.at(0).steps), (Names{"001.sql:3 SELECT 1", "001.sql:10 SELECT 5"}));
  EXPECT_EQ(read().migrations.at(0).left_out, "3 lines are not run, as ignoreLines says");
}

TEST_F(Liquibase, RefusesWhatLiquibaseRefuses) {
  changelog("--changeset nobody\nSELECT 1;\n");
  EXPECT_EQ(refused(), "001.sql:2: a changeset without an author and an id, which Liquibase refuses");
  changelog("--changeset a:1\n--changeset a:2\nSELECT 1;\n");
  EXPECT_EQ(refused(), "001.sql:3: no SQL in the changeset a:1 above, which Liquibase refuses");
  changelog("--changeset a:1\nSELECT 1;\n/* liquibase rollback\nSELECT 2;\n");
  EXPECT_EQ(refused(), "001.sql:4: a rollback's comment that does not end, which Liquibase refuses");
  changelog("--changeset a:1\nSELECT 1;\n--changeset a:1\nSELECT 1;\n");
  EXPECT_TRUE(refused().ends_with("have one number, and liquibase refuses the folder"));
}

TEST_F(Liquibase, ChangelogThatIsNotSqlIsSaid) {
  changelog("--changeset a:1\nSELECT 1;\n");
  write("db.changelog-master.yaml", "databaseChangeLog:\n");
  EXPECT_EQ(read().notes.size(), 1u);
}

}  // namespace
}  // namespace ante::tests
