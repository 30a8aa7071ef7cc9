// Tools that know a migration by its number or its folder: golang-migrate, sqlx, refinery, prisma, diesel; and files
// that are nobody's.
#include "written_folder.h"

namespace ante::tests {
namespace {

class Plain : public WrittenFolder {};
class GolangMigrate : public WrittenFolder {};
class Sqlx : public WrittenFolder {};
class Refinery : public WrittenFolder {};
class Prisma : public WrittenFolder {};
class Diesel : public WrittenFolder {};

const change::Ledger sqlx{"sqlx", "public._sqlx_migrations", {{"1"}}};
const change::Ledger refinery{"refinery", "public.refinery_schema_history", {{"1"}}};

TEST_F(Plain, FilesThatGoDownAreTheWayBack) {
  write("1_a.sql", "SELECT 1;");
  write("1_a.down.sql", "\nSELECT -1;");
  write("2_b/up.sql", "SELECT 2;");
  write("2_b/down.sql", "SELECT -2;");
  auto change = read();
  EXPECT_EQ(back(change.migrations.at(0)), (Names{"1_a.down.sql:2 SELECT -1"}));
  EXPECT_EQ(back(change.migrations.at(1)), (Names{"2_b/down.sql:1 SELECT -2"}));
}

TEST_F(Plain, OneFileBringsItsWayBack) {
  write("1_a.up.sql", "SELECT 1;");
  write("1_a.down.sql", "SELECT -1;");
  write("2_b.up.sql", "SELECT 2;");
  auto change = read({}, {}, "1_a.up.sql");
  EXPECT_EQ(names(change), (Names{"1_a"}));
  EXPECT_EQ(back(change.migrations.at(0)), (Names{"1_a.down.sql:1 SELECT -1"}));
  EXPECT_EQ(steps(read({}, {}, "1_a.down.sql").migrations.at(0).steps), (Names{"1_a.down.sql:1 SELECT -1"}));
}

TEST_F(Plain, GapInNumbersIsANoteAtMost) {
  for (auto* name : {"1_a.sql", "2_b.sql", "3_c.sql", "5_d.sql"}) write(name, "SELECT 1;");
  EXPECT_EQ(read().notes, (Names{"no number between 3_c and 5_d"}));
}

TEST_F(Plain, NumbersByTensHaveNoGaps) {
  for (auto* name : {"10_a.sql", "20_b.sql", "30_c.sql"}) write(name, "SELECT 1;");
  EXPECT_EQ(read().notes, (Names{}));
}

TEST_F(Plain, EmptyFileIsSaid) {
  write("1_a.sql", "");
  write("2_b.sql", "-- nothing yet\n");
  EXPECT_EQ(read().notes, (Names{"1_a.sql holds no statement", "2_b.sql holds no statement"}));
}

TEST_F(Plain, ToolThatIsNamedIsTaken) {
  write("V1__a.sql", "VACUUM;");
  EXPECT_TRUE(read({}, {.tool = "plain"}).migrations.at(0).transaction_assumed);
  EXPECT_TRUE(refused("", "goose").ends_with("holds no migrations as goose names them"));
  EXPECT_FALSE(read({}, {.tool = "Flyway"}).migrations.at(0).transaction_assumed);
  EXPECT_EQ(refused("", "rails"), "no migration tool 'rails' is known");
}

TEST_F(GolangMigrate, FileIsSentWhole) {
  write("1_a.up.sql", "SELECT 1; SELECT 2;");
  write("1_a.down.sql", "SELECT 3;");
  write("2_b.up.sql", "CREATE INDEX CONCURRENTLY i ON t (a);");
  auto change = read();
  EXPECT_TRUE(change.migrations.at(0).in_transaction);
  EXPECT_FALSE(change.migrations.at(0).transaction_assumed);
  EXPECT_FALSE(change.migrations.at(0).back->in_transaction);
  EXPECT_FALSE(change.migrations.at(1).in_transaction);
}

TEST_F(GolangMigrate, ScriptThatOpensItsTransactionHasNoOther) {
  write("1_a.up.sql", "BEGIN; SELECT 1; COMMIT;");
  EXPECT_FALSE(read().migrations.at(0).in_transaction);
}

TEST_F(GolangMigrate, NumberTwiceIsRefused) {
  for (auto* name : {"1_a.up.sql", "01_b.up.sql"}) write(name, "SELECT 1;");
  EXPECT_TRUE(refused().ends_with("have one number, and golang-migrate refuses the folder"));
}

TEST_F(GolangMigrate, FileThatOnlyGoesDownIsSaid) {
  write("1_a.up.sql", "SELECT 1;");
  write("2_b.down.sql", "SELECT 1;");
  EXPECT_EQ(read().notes,
            (Names{"2_b.down.sql goes down, and nothing goes up to it: golang-migrate runs nothing for its number"}));
}

TEST_F(Sqlx, FileHasATransactionUnlessItBeginsOtherwise) {
  write("1_a.sql", "SELECT 1;");
  write("2_b.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);");
  write("2_b.down.sql", "DROP INDEX i;");
  write("3_c.sql", "\n-- no-transaction\nSELECT 1;");
  auto change = read({sqlx});
  EXPECT_EQ(names(change), (Names{"2_b", "3_c"}));
  EXPECT_FALSE(change.migrations.at(0).in_transaction);
  EXPECT_TRUE(change.migrations.at(0).back->in_transaction);
  EXPECT_TRUE(change.migrations.at(1).in_transaction);
  EXPECT_FALSE(change.migrations.at(1).transaction_assumed);
}

TEST_F(Sqlx, NameWithoutANumberIsRefused) {
  write("1_a.sql", "-- no-transaction\nSELECT 1;");
  write("seed_data.sql", "SELECT 1;");
  EXPECT_EQ(refused(), "seed_data.sql has no number before its first '_', and sqlx refuses the folder");
}

TEST_F(Refinery, LedgerTellsItFromFlyway) {
  write("V1__a.sql", "SELECT 1;");
  write("more/V2__b.sql", "VACUUM;");
  write("U3__c.sql", "SELECT 3;");
  auto change = read({refinery});
  EXPECT_EQ(names(change), (Names{"V2__b", "U3__c"}));
  EXPECT_TRUE(change.migrations.at(0).in_transaction);
  EXPECT_FALSE(change.migrations.at(0).transaction_assumed);
}

TEST_F(Refinery, OnlyItsUnversionedOnesMayComeLate) {
  for (auto* name : {"V1__a.sql", "V2__b.sql", "U3__c.sql", "V4__d.sql"}) write(name, "SELECT 1;");
  auto change = read({{"refinery", "public.refinery_schema_history", {{"1"}, {"4"}}}});
  EXPECT_EQ(names(change), (Names{"V2__b", "U3__c"}));
  EXPECT_EQ(change.doubts, (Names{"whether refinery runs V2__b: V2__b comes before V4__d, which is applied already"}));
}

TEST_F(Prisma, FolderIsAMigrationThatIsSentWhole) {
  write("20240101_a/migration.sql", "SELECT 1; SELECT 2;");
  write("20240102_b/migration.sql", "CREATE INDEX CONCURRENTLY i ON t (a);");
  write("migration_lock.toml", "provider = \"postgresql\"");
  auto change = read();
  EXPECT_EQ(names(change), (Names{"20240101_a", "20240102_b"}));
  EXPECT_TRUE(change.migrations.at(0).in_transaction);
  EXPECT_FALSE(change.migrations.at(1).in_transaction);
  EXPECT_FALSE(change.migrations.at(0).back);
}

TEST_F(Prisma, FolderWithoutAScriptIsRefused) {
  write("20240101_a/migration.sql", "SELECT 1;");
  write("20240102_b/README.md", "");
  EXPECT_EQ(refused(), "20240102_b holds no migration.sql, and prisma refuses the folder");
}

TEST_F(Diesel, FolderIsAMigrationWithItsWayBack) {
  write("2024-01-31-120000_a/up.sql", "SELECT 1;");
  write("2024-01-31-120000_a/down.sql", "SELECT -1;");
  write("2024-02-01-000000_b/up.sql", "CREATE INDEX CONCURRENTLY i ON t (a);");
  write("2024-02-01-000000_b/metadata.toml", "# why\nrun_in_transaction = false\n");
  auto change = read();
  EXPECT_EQ(back(change.migrations.at(0)), (Names{"2024-01-31-120000_a/down.sql:1 SELECT -1"}));
  EXPECT_TRUE(change.migrations.at(0).in_transaction);
  EXPECT_FALSE(change.migrations.at(1).in_transaction);
  EXPECT_EQ(names(read({}, {}, "2024-02-01-000000_b/up.sql")), (Names{"2024-02-01-000000_b"}));
}

TEST_F(Diesel, RefusesWhatDieselRefuses) {
  write("1_a/up.sql", "SELECT 1;");
  write("2_b/down.sql", "SELECT 1;");
  EXPECT_EQ(refused(), "2_b holds a down.sql and no up.sql, and diesel refuses the folder");
  write("2_b/up.sql", "");
  EXPECT_EQ(refused(), "2_b/up.sql is empty, and diesel refuses it");
  write("2_b/up.sql", "SELECT 1;");
  write("2_c/up.sql", "SELECT 1;");
  EXPECT_EQ(refused(), "2_b/up.sql and 2_c/up.sql have one number, and diesel runs only one of them");
}

}  // namespace
}  // namespace ante::tests
