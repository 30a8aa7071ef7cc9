// What a tool's ledger proves by the rows that it has not.
#include "written_folder.h"

namespace ante::tests {
namespace {

class NotBegun : public WrittenFolder {
 protected:
  // Of each pending migration: whether nothing of it has run.
  Names of(const std::vector<change::Ledger>& ledgers, const std::string& tool) {
    Names result;
    for (auto& migration : read(ledgers, {.tool = tool}).migrations)
      result.push_back(migration.name + (migration.not_begun ? ": no" : ": perhaps"));
    return result;
  }
};

TEST_F(NotBegun, IsWhatWouldHaveItsRowInItsOwnTransaction) {
  write("1_a.sql", "-- +goose Up\nSELECT 1;\n");
  write("2_b.sql", "-- +goose Up\nSELECT 1;\n");
  write("3_c.sql", "-- +goose Up\nSELECT 1;\n");
  change::Ledger goose{"goose", "goose_db_version", {{"0"}, {"1"}}};
  EXPECT_EQ(of({goose}, "goose"), (Names{"2_b: no", "3_c: no"}));
  // A ledger without a row proves as much; none at all, another's, or two of them prove nothing.
  EXPECT_EQ(of({{"goose", "goose_db_version", {}}}, "goose"), (Names{"1_a: no", "2_b: no", "3_c: no"}));
  EXPECT_EQ(of({}, "goose"), (Names{"1_a: perhaps", "2_b: perhaps", "3_c: perhaps"}));
  EXPECT_EQ(of({{"said", "--before", {{"1"}}}}, "goose"), (Names{"2_b: perhaps", "3_c: perhaps"}));
  EXPECT_EQ(of({goose, {"goose", "other.goose_db_version", {{"0"}}}}, "goose"),
            (Names{"2_b: perhaps", "3_c: perhaps"}));
}

TEST_F(NotBegun, IsAllBehindTheFirstWhereTheRowIsWrittenAfterwards) {
  write("1_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n");
  write("2_b.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n");
  EXPECT_EQ(of({{"goose", "goose_db_version", {{"0"}}}}, "goose"), (Names{"1_a: perhaps", "2_b: no"}));
}

// Who ran the third may not have had the first, which was added later with a lower number.
TEST_F(NotBegun, IsNotProvedByOneThatComesTooLate) {
  for (auto* name : {"1_a.sql", "2_b.sql", "3_c.sql", "4_d.sql"})
    write(name, "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n");
  EXPECT_EQ(of({{"goose", "goose_db_version", {{"0"}, {"2"}}}}, "goose"),
            (Names{"1_a: perhaps", "3_c: perhaps", "4_d: no"}));
}

TEST_F(NotBegun, IsNotWhatEndsItsTransactionItself) {
  write("1_a.sql", "-- +goose Up\nSELECT 1;\nCOMMIT;\nSELECT 2;\n");
  EXPECT_EQ(of({{"goose", "goose_db_version", {{"0"}}}}, "goose"), (Names{"1_a: perhaps"}));
}

TEST_F(NotBegun, IsWhatHasNoRowWhereTheRowComesFirst) {
  write("1_a.up.sql", "SELECT 1;");
  write("2_b.up.sql", "SELECT 1;");
  write("3_c.up.sql", "SELECT 1;");
  EXPECT_EQ(of({{"golang-migrate", "schema_migrations", {{"1"}}}}, "golang-migrate"), (Names{"2_b: no", "3_c: no"}));
  EXPECT_EQ(of({{"golang-migrate", "schema_migrations", {{"2", "dirty"}}}}, "golang-migrate"),
            (Names{"2_b: perhaps", "3_c: no"}));
  // prisma keeps the row of one that was given up.
  write("p/1_a/migration.sql", "SELECT 1;");
  write("p/2_b/migration.sql", "SELECT 1;");
  auto change = read({{"prisma", "_prisma_migrations", {{"1_a", "rolled back"}}}}, {.tool = "prisma"}, "p");
  ASSERT_EQ(change.migrations.size(), 2U);
  EXPECT_FALSE(change.migrations[0].not_begun);
  EXPECT_TRUE(change.migrations[1].not_begun);
}

TEST_F(NotBegun, FlywaysFirstMayHaveRunAndItsRowMayNot) {
  write("V1__a.sql", "SELECT 1;");
  write("V2__b.sql", "SELECT 1;");
  EXPECT_EQ(of({{"flyway", "flyway_schema_history", {}}}, "flyway"), (Names{"V1__a: perhaps", "V2__b: no"}));
}

}  // namespace
}  // namespace ante::tests
