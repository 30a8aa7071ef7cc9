// Only what is new or changed since a revision, whose files the caller knows.
#include "written_folder.h"

namespace ante::tests {
namespace {

class Since : public WrittenFolder {
 protected:
  // The revision had this file, as it is now or otherwise.
  void had(const std::string& name, std::optional<std::string> otherwise = {}) {
    since_.files[std::filesystem::canonical(folder_.path()) / name] = std::move(otherwise);
  }
  change::Change read_since(const std::vector<change::Ledger>& ledgers = {}) {
    return read(ledgers, {.tool = "", .since = &since_});
  }
  change::Since since_{"main", {}};
};

TEST_F(Since, OlderMigrationsAreLeftOut) {
  for (auto* name : {"1_a.sql", "2_b.sql", "3_c.sql"}) write(name, "SELECT 1;");
  had("1_a.sql");
  had("2_b.sql");
  auto change = read_since();
  EXPECT_EQ(names(change), (Names{"3_c"}));
  EXPECT_EQ(change.notes, (Names{"2 of 3 pending migrations are older than main, and left out"}));
}

TEST_F(Since, ChangedMigrationIsRehearsedAndNoted) {
  write("1_a.sql", "SELECT 1;");
  had("1_a.sql", "SELECT 0;");
  auto change = read_since();
  EXPECT_EQ(names(change), (Names{"1_a"}));
  EXPECT_EQ(change.notes, (Names{"1_a was changed since main, and is rehearsed whole"}));
}

TEST_F(Since, AppliedMigrationThatWasChangedIsDoubted) {
  for (auto* name : {"1_a.sql", "2_b.sql"}) write(name, "SELECT 1;");
  had("1_a.sql", "SELECT 0;");
  auto change = read_since({{"dbmate", "public.schema_migrations", {{"1"}}}});
  EXPECT_EQ(names(change), (Names{"2_b"}));
  EXPECT_EQ(change.doubts,
            (Names{"1_a is applied already, and was changed since main: the database has the older text"}));
}

TEST_F(Since, ChangesetsOfOneFileHaveAgesOfTheirOwn) {
  std::string before = "--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n--changeset a:2\nSELECT 2;\n";
  write("001.sql",
        "--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n--changeset a:2\nSELECT 22;\n"
        "--changeset a:3\nSELECT 3;\n");
  had("001.sql", before);
  EXPECT_EQ(names(read_since()), (Names{"001.sql::2::a", "001.sql::3::a"}));
}

TEST_F(Since, RepeatableThatIsTheSameIsLeftOut) {
  for (auto* name : {"V1__a.sql", "R__b.sql", "R__c.sql"}) write(name, "SELECT 1;");
  had("V1__a.sql");
  had("R__b.sql");
  had("R__c.sql", "SELECT 0;");
  EXPECT_EQ(names(read_since()), (Names{"R__c"}));
}

TEST_F(Since, FolderOfAMigrationIsAsOldAsItsScript) {
  for (auto* name : {"1_a/up.sql", "2_b/up.sql"}) write(name, "SELECT 1;");
  had("1_a/up.sql");
  EXPECT_EQ(names(read_since()), (Names{"2_b"}));
}

}  // namespace
}  // namespace ante::tests
