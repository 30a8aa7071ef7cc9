// Tools that keep both directions in one file: dbmate, goose, node-pg-migrate.
#include "written_folder.h"

namespace ante::tests {
namespace {

class Dbmate : public WrittenFolder {};
class Goose : public WrittenFolder {};
class NodePgMigrate : public WrittenFolder {};

TEST_F(Dbmate, BothDirectionsAreReadWithTheirLines) {
  write("1.sql", "-- why\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\nDROP TABLE t;\n");
  auto migration = read().migrations.at(0);
  EXPECT_EQ(steps(migration.steps), (Names{"1.sql:3 SELECT 1"}));
  EXPECT_EQ(back(migration), (Names{"1.sql:6 DROP TABLE t"}));
  EXPECT_EQ(migration.left_out, "");
  EXPECT_TRUE(migration.in_transaction);
  EXPECT_FALSE(migration.transaction_assumed);
}

TEST_F(Dbmate, EachDirectionHasItsOwnTransaction) {
  write("1.sql", "-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down\nSELECT 2;\n");
  auto migration = read().migrations.at(0);
  EXPECT_FALSE(migration.in_transaction);
  EXPECT_TRUE(migration.back->in_transaction);
}

TEST_F(Dbmate, SeveralStatementsWithoutATransactionAreOneToTheServer) {
  write("1.sql", "-- migrate:up transaction:false\nSELECT 1;\nSELECT 2;\n-- migrate:down\n");
  EXPECT_TRUE(read().migrations.at(0).in_transaction);
}

TEST_F(Dbmate, MarkWithNothingBelowIsNoWayBack) {
  write("1.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
  EXPECT_FALSE(read().migrations.at(0).back);
}

TEST_F(Dbmate, NamesAreOrderedByTheirBytes) {
  for (auto* name : {"9_a.sql", "10_b.sql"}) write(name, "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
  EXPECT_EQ(names(read()), (Names{"10_b", "9_a"}));
}

TEST_F(Dbmate, RefusesWhatDbmateRefuses) {
  write("1.sql", "-- migrate:up\nSELECT 1;\n");
  EXPECT_EQ(refused(), "1.sql:1: there is no '-- migrate:down' for this '-- migrate:up', and dbmate refuses it");
  write("1.sql", "SELECT 0;\n-- migrate:up\nSELECT 1;\n-- migrate:down\n");
  EXPECT_EQ(refused(), "1.sql:1: a statement stands above '-- migrate:up', and dbmate refuses it");
  write("1.sql", "-- migrate:down\nSELECT 1;\n");
  EXPECT_EQ(refused(), "1.sql: there is no '-- migrate:up', and dbmate refuses it");
  write("1.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
  write("2.sql", "SELECT 1;\n");
  EXPECT_EQ(refused(), "2.sql: there is no '-- migrate:up', and dbmate refuses it");
}

TEST_F(Dbmate, SecondPartOfAFileIsReadAndDoubted) {
  write("1.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n-- migrate:up\nSELECT 2;\n-- migrate:down\n");
  auto change = read();
  EXPECT_EQ(change.migrations.size(), 2u);
  EXPECT_EQ(change.doubts.size(), 1u);
}

TEST_F(Dbmate, NumberTwiceFailsWhereBothArePending) {
  for (auto* name : {"1_a.sql", "1_b.sql"}) write(name, "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
  EXPECT_EQ(refused(), "1_a.sql and 1_b.sql have one number, and dbmate fails at the second");
  EXPECT_EQ(read({{"schema_migrations", "public.schema_migrations", {{"1"}}}}).migrations.size(), 0u);
}

TEST_F(Goose, BothDirectionsAreReadWithTheirLines) {
  write("1_a.sql",
        "-- +goose Up\nSELECT 1;\n-- +goose StatementBegin\nDO $$\nBEGIN\n  NULL;\nEND $$;\n-- +goose StatementEnd\n"
        "-- +goose Down\nDROP TABLE t;\n");
  auto migration = read().migrations.at(0);
  EXPECT_EQ(steps(migration.steps), (Names{"1_a.sql:2 SELECT 1", "1_a.sql:4 DO $$\nBEGIN\n  NULL;\nEND $$"}));
  EXPECT_EQ(back(migration), (Names{"1_a.sql:10 DROP TABLE t"}));
  EXPECT_TRUE(migration.in_transaction);
}

TEST_F(Goose, NoTransactionIsForBothDirections) {
  write("1_a.sql", "-- +goose no transaction\n-- +goose up\nSELECT 1;\nSELECT 2;\n-- +goose down\nSELECT 3;\n");
  auto migration = read().migrations.at(0);
  EXPECT_FALSE(migration.in_transaction);
  EXPECT_FALSE(migration.back->in_transaction);
}

TEST_F(Goose, StatementThatItEndsTooEarlyIsNamed) {
  write("1_a.sql", "-- +goose Up\nCREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  NULL;\nEND $$;\n");
  EXPECT_EQ(refused(),
            "1_a.sql:2: goose ends this statement at the semicolon at the end of line 4, and it is not whole there");
}

TEST_F(Goose, StatementsOfOneBlockAreDoubtedWithoutATransaction) {
  write("1_a.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\nSELECT 2;\n-- +goose "
        "StatementEnd\n");
  EXPECT_EQ(read().doubts.size(), 1u);
}

TEST_F(Goose, RefusesWhatGooseRefuses) {
  auto refuses = [&](std::string_view text) {
    write("1_a.sql", text);
    return refused();
  };
  EXPECT_EQ(refuses("-- +goose Down\nSELECT 1;\n"), "1_a.sql:1: a '-- +goose Down' in this place, which goose refuses");
  EXPECT_EQ(refuses("SELECT 1;\n-- +goose Up\n"), "1_a.sql:1: a statement above '-- +goose Up', which goose refuses");
  EXPECT_EQ(refuses("-- +goose Up\nSELECT 1\n-- +goose Down\n"),
            "1_a.sql:2: this statement has no semicolon at the end of its last line, and goose refuses it");
  EXPECT_EQ(refuses("-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n"),
            "1_a.sql:3: a StatementBegin without its StatementEnd, which goose refuses");
  EXPECT_TRUE(refuses("-- +goose Upp\nSELECT 1;\n").ends_with("is no mark of goose's, which goose refuses"));
  EXPECT_EQ(refuses(" -- +goose Up\n"),
            "1_a.sql:1: a mark of goose's that does not begin its line, which goose refuses");
  EXPECT_EQ(refuses("-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${HOME}';\n"),
            "1_a.sql:3: '${HOME}' would be replaced by goose (ENVSUB ON), by what is in its environment");
}

TEST_F(Goose, NumberTwiceIsRefused) {
  for (auto* name : {"1_a.sql", "001_b.sql"}) write(name, "-- +goose Up\nSELECT 1;\n");
  EXPECT_TRUE(refused().ends_with("have one number, and goose refuses the folder"));
}

TEST_F(Goose, WhatComesBeforeAnAppliedOneIsDoubted) {
  for (auto* name : {"1_a.sql", "2_b.sql", "3_c.sql"}) write(name, "-- +goose Up\nSELECT 1;\n");
  auto change = read({{"goose", "public.goose_db_version", {{"0"}, {"1"}, {"3"}}}});
  EXPECT_EQ(names(change), (Names{"2_b"}));
  EXPECT_EQ(change.doubts, (Names{"whether goose runs 2_b: 2_b comes before 3_c, which is applied already"}));
}

TEST_F(Goose, ProgramAmongTheMigrationsIsDoubted) {
  write("1_a.sql", "-- +goose Up\nSELECT 1;\n");
  write("2_b.go", "package migrations\n");
  EXPECT_EQ(read().doubts, (Names{"2_b.go is a program (Go), and what it does is not rehearsed"}));
}

TEST_F(NodePgMigrate, AllThatIsPendingIsOneTransaction) {
  write("1_a.sql", "-- Up Migration\nSELECT 1;\n-- Down Migration\nSELECT -1;\n");
  write("2_b.sql", "-- Up Migration\nSELECT 2;\n-- Down Migration\nSELECT -2;\n");
  auto change = read();
  EXPECT_EQ(names(change), (Names{"1_a … 2_b"}));
  EXPECT_EQ(steps(change.migrations[0].steps), (Names{"1_a.sql:2 SELECT 1", "2_b.sql:2 SELECT 2"}));
  EXPECT_EQ(back(change.migrations[0]), (Names{"2_b.sql:4 SELECT -2", "1_a.sql:4 SELECT -1"}));
  EXPECT_TRUE(change.migrations[0].in_transaction);
}

TEST_F(NodePgMigrate, WithoutAMarkForUpAllOfTheFileGoesUp) {
  write("1_a.sql", "CREATE TABLE t ();\n-- Down Migration\nDROP TABLE t;\n");
  auto migration = read().migrations.at(0);
  EXPECT_EQ(migration.steps.size(), 2u);
  EXPECT_EQ(back(migration), (Names{"1_a.sql:3 DROP TABLE t"}));
}

TEST_F(NodePgMigrate, SeventeenDigitsAreAMoment) {
  for (auto* name : {"20240101000000000_b.sql", "1704067199999_a.sql"}) write(name, "-- Up Migration\nSELECT 1;\n");
  EXPECT_EQ(steps(read().migrations.at(0).steps)[0], "1704067199999_a.sql:2 SELECT 1");
}

TEST_F(NodePgMigrate, NameWithoutANumberIsRefused) {
  write("1_a.sql", "-- Up Migration\nSELECT 1;\n");
  write("seed.sql", "SELECT 1;\n");
  EXPECT_EQ(refused(), "seed.sql does not begin with a number, and node-pg-migrate refuses the folder");
}

}  // namespace
}  // namespace ante::tests
