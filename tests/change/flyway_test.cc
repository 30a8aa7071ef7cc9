#include <algorithm>

#include "change/flyway_checksum.h"
#include "change/inventory.h"
#include "written_folder.h"

namespace ante::tests {
namespace {

class Flyway : public WrittenFolder {};

const change::Ledger history{"flyway", "public.flyway_schema_history", {{"1"}}};

TEST_F(Flyway, VersionsComeInTheirOrderAndRepeatablesBehindThem) {
  for (auto* name : {"V10__d.sql", "V1__a.sql", "V1_2__b.sql", "late/V2.1__c.sql", "R__views.sql", "R__a_view.sql"})
    write(name, "SELECT 1;");
  EXPECT_EQ(names(read()), (Names{"V1__a", "V1_2__b", "V2.1__c", "V10__d", "R__a_view", "R__views"}));
}

TEST_F(Flyway, RepeatablesAreSaidToRunForANewTextAlone) {
  for (auto* name : {"V1__a.sql", "R__views.sql"}) write(name, "SELECT 1;");
  EXPECT_EQ(read({history}).notes.back(),
            "R__views is rehearsed, though it runs only where its text is new to the database");
}

TEST_F(Flyway, RepeatablesOfTheTextThatRanAreApplied) {
  write("V1__a.sql", "SELECT 1;");
  write("R__of_rows.sql", "SELECT 1;\r\nSELECT 2;\n");
  auto sum = std::to_string(change::flyway_checksum("SELECT 1;SELECT 2;"));
  auto with = [](const std::string& checksum) {
    return change::Ledger{"flyway", "h", {{"1"}, {.version = "R__of rows", .checksum = checksum}}};
  };
  EXPECT_EQ(names(read({with(sum)})), Names{});
  write("V2__b.sql", "SELECT 1;");
  write("V3__c.sql", "SELECT 1;");
  auto behind = read({with(sum)});
  EXPECT_EQ(names(behind), (Names{"V2__b", "V3__c"}));
  EXPECT_EQ(behind.doubts, Names{});
  EXPECT_TRUE(behind.migrations.at(1).not_begun);
  for (auto* name : {"V2__b.sql", "V3__c.sql"}) std::filesystem::remove(folder_.path() / name);
  EXPECT_EQ(names(read({with(sum)}, {.applied = true})), (Names{"V1__a", "R__of_rows"}));
  auto other = read({with("7")});
  ASSERT_EQ(names(other), (Names{"R__of_rows"}));
  EXPECT_TRUE(other.migrations[0].ran_otherwise && other.migrations[0].repeated);
  auto failed = with(sum);
  failed.versions[1].broken = "failed";
  EXPECT_EQ(names(read({failed})), (Names{"R__of_rows"}));
  // With what its placeholders stand for, or without.
  write("R__of_rows.sql", "SELECT '${who}';");
  write("flyway.conf", "flyway.placeholders.who=app");
  for (auto* text : {"SELECT 'app';", "SELECT '${who}';"})
    EXPECT_EQ(names(read({with(std::to_string(change::flyway_checksum(text)))})), Names{}) << text;
}

TEST_F(Flyway, ChecksumIsThatOfTheLinesWithoutTheirEnds) {
  EXPECT_EQ(change::flyway_checksum("123456789"), static_cast<std::int32_t>(0xCBF43926U));
  EXPECT_EQ(change::flyway_checksum("\xEF\xBB\xBF"
                                    "1234\r\n56789\n"),
            change::flyway_checksum("123456789"));
  EXPECT_EQ(change::flyway_checksum(""), 0);
}

TEST_F(Flyway, UndoIsTheWayBack) {
  write("V1__a.sql", "SELECT 1;\n");
  write("V2__b.sql", "SELECT 2;\n");
  write("U2__b.sql", "\nSELECT -2;\n");
  auto change = read();
  EXPECT_EQ(back(change.migrations.at(0)), (Names{"none"}));
  EXPECT_EQ(back(change.migrations.at(1)), (Names{"U2__b.sql:2 SELECT -2"}));
  EXPECT_EQ(back(read({}, {}, "V2__b.sql").migrations.at(0)), (Names{"U2__b.sql:2 SELECT -2"}));
}

TEST_F(Flyway, StatementsThatItKnowsRunWithoutATransaction) {
  write("V1__a.sql", "SELECT 1;");
  write("V2__b.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);\nvacuum t;");
  write("V3__c.sql", "SELECT 1;");
  write("V3__c.sql.conf", "executeInTransaction=false\n");
  write("V4__d.sql", "REINDEX INDEX CONCURRENTLY i;");
  auto change = read();
  EXPECT_TRUE(change.migrations.at(0).in_transaction);
  EXPECT_FALSE(change.migrations.at(1).in_transaction);
  EXPECT_FALSE(change.migrations.at(2).in_transaction);
  EXPECT_TRUE(change.migrations.at(3).in_transaction) << "Flyway does not know this one";
}

TEST_F(Flyway, MixedFileIsRefusedUnlessItMayBe) {
  write("V1__a.sql", "SELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (a);");
  EXPECT_TRUE(refused().starts_with("V1__a.sql:2: Flyway runs this statement in no transaction"));
  write("flyway.conf", "flyway.mixed=true\n");
  EXPECT_FALSE(read().migrations.at(0).in_transaction);
}

TEST_F(Flyway, PlaceholderWithoutAValueIsNamed) {
  write("V1__a.sql", "SELECT 1;\nGRANT SELECT ON t TO ${reader};");
  EXPECT_EQ(refused(), "V1__a.sql:2: the placeholder ${reader} has no value");
}

TEST_F(Flyway, PlaceholdersHaveTheirValuesFromItsFiles) {
  write("sql/V1__a.sql", "SELECT '${reader}', '${flyway:filename}', '${other}';");
  write("flyway.conf", "# ours\nflyway.placeholders.reader = app\nflyway.placeholders.other=\"x\"\n");
  EXPECT_EQ(steps(read({}, {}, "sql").migrations.at(0).steps), (Names{"V1__a.sql:1 SELECT 'app', 'V1__a.sql', 'x'"}));
  std::filesystem::remove(folder_.path() / "flyway.conf");
  write("flyway.toml", "[flyway]\nmixed = false\n[flyway.placeholders]\nreader = \"app\"\nother = 'y'\n");
  EXPECT_EQ(steps(read({}, {}, "sql").migrations.at(0).steps), (Names{"V1__a.sql:1 SELECT 'app', 'V1__a.sql', 'y'"}));
  write("sql/V1__a.sql.conf", "placeholderReplacement=false");
  EXPECT_TRUE(contains(steps(read({}, {}, "sql").migrations.at(0).steps)[0], "${reader}"));
}

TEST_F(Flyway, VersionTwiceIsRefused) {
  write("V1.0__a.sql", "SELECT 1;");
  write("more/V1__b.sql", "SELECT 1;");
  EXPECT_TRUE(refused().ends_with("have one number, and flyway refuses the folder"));
}

TEST_F(Flyway, WhatIsBelowTheHistoryIsLeftOutAsAfterABaseline) {
  for (auto* name : {"V1__a.sql", "V2__b.sql", "V3__c.sql"}) write(name, "SELECT 1;");
  auto change = read({{"flyway", "public.flyway_schema_history", {{"2"}}}});
  EXPECT_EQ(names(change), (Names{"V3__c"}));
  EXPECT_TRUE(change.doubts.empty());
  auto inventory = *change::inventory_of(folder_.path(), {{"flyway", "public.flyway_schema_history", {{"2"}}}});
  EXPECT_EQ(inventory.migrations.at(0).state, change::State::applied) << "no row is written of it";
}

TEST_F(Flyway, ARepeatablesRowSaysNothingOfAVersionOfTheSameDescription) {
  write("V1__orders_view.sql", "SELECT 1;");
  write("R__orders_view.sql", "SELECT 2;");
  auto pending = names(read({{"flyway", "public.flyway_schema_history", {{"R__orders view"}}}}));
  EXPECT_NE(std::ranges::find(pending, "V1__orders_view"), pending.end());
}

TEST_F(Flyway, WhatComesInBetweenIsDoubtedUnlessItMayCome) {
  for (auto* name : {"V1__a.sql", "V2__b.sql", "V3__c.sql"}) write(name, "SELECT 1;");
  change::Ledger both{"flyway", "public.flyway_schema_history", {{"1"}, {"3"}}};
  EXPECT_EQ(read({both}).doubts.size(), 1u);
  write("flyway.conf", "flyway.outOfOrder=true");
  EXPECT_EQ(names(read({both})), (Names{"V2__b"}));
  EXPECT_EQ(read({both}).doubts.size(), 0u);
}

TEST_F(Flyway, BaselineStandsForWhatIsBelowItWhereThereIsNoHistory) {
  for (auto* name : {"V1__a.sql", "V2__b.sql", "B2__all.sql", "V3__c.sql"}) write(name, "SELECT 1;");
  EXPECT_EQ(names(read()), (Names{"B2__all", "V3__c"}));
  EXPECT_EQ(names(read({history})), (Names{"V2__b", "V3__c"}));
}

TEST_F(Flyway, WhatComesUpToTheHistorysBaselineIsNeitherPendingNorMissing) {
  for (auto* name : {"V1__a.sql", "V1_5__b.sql", "V2__c.sql", "V10__d.sql", "R__v.sql"}) write(name, "SELECT 1;");
  change::Ledger begun{"flyway", "h", {{.version = "2.0", .baseline = true}}};
  EXPECT_EQ(names(read({begun})), (Names{"V10__d", "R__v"}));
  auto inventory = *change::inventory_of(folder_.path(), {begun});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(inventory.migrations.at(i).state, change::State::applied) << i;
  EXPECT_EQ(inventory.unknown, Names{});
  // One that the folder has nothing of stands for what is not known here.
  EXPECT_EQ(
      change::inventory_of(folder_.path(), {{"flyway", "h", {{.version = "0.1", .baseline = true}, {"1"}}}})->unknown,
      (Names{"baseline 0.1"}));
  // Its script, where there is one.
  write("B2__all.sql", "SELECT 2;");
  EXPECT_EQ(names(read({begun}, {.applied = true})), (Names{"B2__all"}));
  EXPECT_EQ(names(read({begun})), (Names{"V10__d", "R__v"}));
}

TEST_F(Flyway, GroupIsOneTransaction) {
  for (auto* name : {"V1__a.sql", "V2__b.sql"}) write(name, "SELECT 1;");
  write("flyway.conf", "flyway.group=true");
  EXPECT_EQ(names(read()), (Names{"V1__a … V2__b"}));
}

TEST_F(Flyway, CallbacksAndProgramsAreDoubtedAndOtherFilesLeftOut) {
  for (auto* name : {"V1__a.sql", "afterMigrate__grants.sql", "V2__b.java", "seed.sql"}) write(name, "SELECT 1;");
  auto change = read();
  EXPECT_EQ(names(change), (Names{"V1__a"}));
  EXPECT_EQ(change.doubts.size(), 2u);
  EXPECT_EQ(change.notes, (Names{"seed.sql is left out: Flyway takes V1__name.sql and R__name.sql alone"}));
}

}  // namespace
}  // namespace ante::tests
