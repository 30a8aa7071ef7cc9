#include "written_folder.h"

namespace ante::tests {
namespace {

class Graphile : public WrittenFolder {
 protected:
  void commit(const std::string& name, std::string_view previous, std::string_view hash, std::string_view body) {
    write("committed/" + name,
          "--! Previous: " + std::string(previous) + "\n--! Hash: " + std::string(hash) + "\n\n" + std::string(body));
  }
};

TEST_F(Graphile, CommittedMigrationsComeBeforeTheCurrentOne) {
  commit("000001.sql", "-", "sha1:a", "SELECT 1;\n");
  commit("000002-more.sql", "sha1:a", "sha1:b", "SELECT 2;\n");
  write("current.sql", "SELECT 3;\n");
  auto change = read();
  EXPECT_EQ(names(change), (Names{"000001", "000002-more", "current"}));
  EXPECT_EQ(steps(change.migrations.at(1).steps), (Names{"committed/000002-more.sql:4 SELECT 2"}));
  EXPECT_TRUE(change.migrations.at(1).in_transaction);
  EXPECT_FALSE(change.migrations.at(1).transaction_assumed);
  EXPECT_FALSE(change.migrations.at(1).back);
}

TEST_F(Graphile, LedgerHasTheNumberAlone) {
  commit("000001.sql", "-", "sha1:a", "SELECT 1;\n");
  commit("000002-more.sql", "sha1:a", "sha1:b", "SELECT 2;\n");
  change::Ledger ledger{"graphile-migrate", "graphile_migrate.migrations", {{"000001.sql"}, {"000002.sql"}}};
  EXPECT_EQ(names(read({ledger})), (Names{}));
}

TEST_F(Graphile, OneThatComesTooLateIsNeitherPendingNorApplied) {
  commit("000001.sql", "-", "sha1:a", "SELECT 1;\n");
  commit("000002-more.sql", "sha1:a", "sha1:b", "SELECT 2;\n");
  change::Ledger ledger{"graphile-migrate", "graphile_migrate.migrations", {{"000002.sql"}}};
  EXPECT_EQ(names(read({ledger})), (Names{}));
  EXPECT_EQ(names(read({ledger}, {.applied = true})), (Names{"000002-more"}));
}

TEST_F(Graphile, NoTransactionStandsInTheBodysFirstLine) {
  commit("000001.sql", "-", "sha1:a", "--! no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);\n");
  EXPECT_FALSE(read().migrations.at(0).in_transaction);
}

TEST_F(Graphile, CurrentMayBeAFolder) {
  commit("000001.sql", "-", "sha1:a", "SELECT 1;\n");
  write("current/002-b.sql", "SELECT 3;\n");
  write("current/001-a.sql", "SELECT 2;\n");
  EXPECT_EQ(steps(read().migrations.at(1).steps),
            (Names{"current/001-a.sql:1 SELECT 2", "current/002-b.sql:1 SELECT 3"}));
}

TEST_F(Graphile, BlankCurrentIsNoMigration) {
  commit("000001.sql", "-", "sha1:a", "SELECT 1;\n");
  write("current.sql", "-- Enter migration here\n");
  EXPECT_EQ(names(read()), (Names{"000001"}));
}

TEST_F(Graphile, PlaceholderIsNamed) {
  commit("000001.sql", "-", "sha1:a", "SELECT 1::TEXT;\nGRANT SELECT ON t TO :DATABASE_VISITOR;\n");
  EXPECT_EQ(
      refused(),
      "committed/000001.sql:5: graphile-migrate puts a value in the place of :DATABASE_VISITOR, which is not known "
      "here");
}

TEST_F(Graphile, ChainThatIsBrokenIsRefused) {
  commit("000001.sql", "-", "sha1:a", "SELECT 1;\n");
  commit("000002.sql", "sha1:x", "sha1:b", "SELECT 2;\n");
  EXPECT_EQ(refused(),
            "committed/000002.sql follows sha1:x, and the migration before it is sha1:a: graphile-migrate refuses the "
            "folder");
  write("committed/000002.sql", "SELECT 2;\n");
  EXPECT_TRUE(refused().starts_with("committed/000002.sql: there is no '--! Previous:' at its top"));
}

}  // namespace
}  // namespace ante::tests
