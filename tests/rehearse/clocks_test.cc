// What ticks, read from made-up catalogs: production's own clocks, and those that a change winds up.
#include "rehearse/clocks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "rehearse/definition.h"

namespace ante::tests {
namespace {

using rehearse::Clock;
using What = Clock::What;

class Clocks : public testing::Test {
 protected:
  Clocks() { before_ = after_ = made(); }
  // account (id bigint), entry (id serial, account_id bigint → account)
  static catalog::Catalog made() {
    catalog::Catalog catalog;
    for (auto* name : {"public.account", "public.entry"}) catalog.tables.push_back({.name = name, .kind = "table"});
    catalog.columns.push_back({.relation = "public.account", .number = 1, .name = "id", .type = "bigint"});
    catalog.columns.push_back({.relation = "public.entry", .number = 1, .name = "id", .type = "integer"});
    catalog.columns.push_back({.relation = "public.entry", .number = 2, .name = "account_id", .type = "bigint"});
    catalog.indexes.push_back(index("public.account_pkey", "public.account", "1", true));
    catalog.indexes.push_back(index("public.entry_pkey", "public.entry", "1", true));
    catalog.indexes.push_back(index("public.entry_account", "public.entry", "2", false));
    catalog.constraints.push_back({.relation = "public.entry",
                                   .name = "entry_account_fkey",
                                   .kind = "foreign",
                                   .definition = "FOREIGN KEY (account_id) REFERENCES public.account(id)",
                                   .references = "public.account"});
    catalog.sequences.push_back({.name = "public.entry_id_seq",
                                 .type = "integer",
                                 .maximum = 2147483647,
                                 .owned_by_table = "public.entry",
                                 .owned_by_column = "id"});
    return catalog;
  }
  static catalog::Index index(std::string name, std::string table, std::string keys, bool primary) {
    catalog::Index index{.name = std::move(name), .table = std::move(table), .method = "btree"};
    index.primary = index.unique = primary;
    index.key_columns = index.columns = 1;
    index.keys = std::move(keys);
    return index;
  }
  void reach(const std::string& index, const std::string& high) {
    snapshot_.indexes.push_back({.index = index, .height = 1, .high = high});
  }
  rehearse::StatementOutcome& statement(catalog::Difference difference) {
    rehearse::StatementOutcome outcome;
    outcome.effects.catalog = {std::move(difference)};
    statements_.push_back(std::move(outcome));
    return statements_.back();
  }
  std::vector<Clock> of(What what) {
    snapshot_.catalog = before_;
    rehearse::Left left{after_, on_empty_, on_rows_, moved_, emptied_};
    auto clocks = rehearse::find_clocks(snapshot_, left, statements_);
    std::erase_if(clocks, [&](auto& clock) { return clock.what != what; });
    return clocks;
  }
  void traffic(const std::string& text, double rate) {
    snapshot::Shape shape;
    shape.text = text, shape.calls_per_second = rate;
    snapshot_.workload.push_back(shape);
  }

  catalog::Catalog before_, after_;
  snapshot::Snapshot snapshot_;
  std::vector<rehearse::StatementOutcome> statements_;
  std::vector<twin::Drawn> on_empty_, on_rows_;
  std::map<std::string, std::int64_t> moved_;
  std::vector<std::string> emptied_;
};

TEST_F(Clocks, KeyRunsOutByItsSequenceOrItsIndex) {
  EXPECT_TRUE(of(What::key_runs_out).empty());
  snapshot_.sequences.push_back({"public.entry_id_seq", "1073741824"});
  traffic("INSERT INTO entry (account_id) VALUES ($1)", 20);
  auto found = of(What::key_runs_out);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].object, "public.entry.id");
  EXPECT_NEAR(found[0].reached / found[0].end, 0.5, 0.001);
  EXPECT_EQ(found[0].per_second, 20);
  EXPECT_FALSE(found[0].made_by);
  reach("public.entry_pkey", "2000000000");
  EXPECT_EQ(of(What::key_runs_out).at(0).reached, 2e9);
}

TEST_F(Clocks, KeyTooNarrowIsMadeByTheStatementThatWidensTheOther) {
  EXPECT_TRUE(of(What::key_too_narrow).empty());
  before_.columns[2].type = after_.columns[2].type = "integer";
  ASSERT_EQ(of(What::key_too_narrow).size(), 1u);
  EXPECT_FALSE(of(What::key_too_narrow)[0].made_by) << "production is so";
  before_.columns[0].type = "integer";
  statement({catalog::Difference::What::changed, "column", "public.account.id", "type", "integer", "bigint"});
  EXPECT_EQ(of(What::key_too_narrow).at(0).made_by, 0u);
}

TEST_F(Clocks, KeyLosesItsIndex) {
  EXPECT_TRUE(of(What::key_without_index).empty());
  after_.indexes.pop_back();
  statement({catalog::Difference::What::added, "column", "public.account.name", "", "", "text"});
  statement({catalog::Difference::What::removed, "index", "public.entry_account", "",
             "CREATE INDEX entry_account ON public.entry USING btree (account_id)", ""});
  traffic("DELETE FROM account WHERE id = $1", 0.5);
  auto found = of(What::key_without_index);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].made_by, 1u);
  EXPECT_EQ(found[0].per_second, 0.5);
}

TEST_F(Clocks, PartialIndexServesWhereItHoldsAllThatPoint) {
  auto& partial = after_.indexes.back();
  partial.partial = true;
  partial.definition =
      "CREATE INDEX entry_account ON public.entry USING btree (account_id) WHERE (account_id IS NOT NULL)";
  EXPECT_TRUE(of(What::key_without_index).empty());
  partial.definition = "CREATE INDEX entry_account ON public.entry USING btree (account_id) WHERE (account_id > 5)";
  EXPECT_EQ(of(What::key_without_index).size(), 1u);
}

TEST_F(Clocks, SequenceBehindRowsThatTheChangeWrites) {
  statement({catalog::Difference::What::added, "table", "public.kind", "", "", ""});
  on_empty_.push_back({"public.kind_id_seq", "public.kind", "id", 1, 2});
  auto found = of(What::sequence_behind);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].made_by, 0u);
  // Where production's sequence is beyond them already, they are not in its way.
  on_empty_ = {{"public.entry_id_seq", "public.entry", "id", 1, 2}};
  snapshot_.sequences.push_back({"public.entry_id_seq", "5000"});
  EXPECT_TRUE(of(What::sequence_behind).empty());
}

TEST_F(Clocks, ProductionsOwnSequenceBehindItsRows) {
  snapshot_.sequences.push_back({"public.entry_id_seq", "5000"});
  reach("public.entry_pkey", "5900");
  EXPECT_TRUE(of(What::sequence_behind).empty()) << "rows come while a capture runs";
  snapshot_.indexes.clear();
  reach("public.entry_pkey", "900000");
  auto found = of(What::sequence_behind);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].made_by);
}

TEST_F(Clocks, SequenceThatAChangeMovesIsItsOwn) {
  snapshot_.sequences.push_back({"public.entry_id_seq", "500000"});
  snapshot_.sizes.push_back({.relation = "public.entry", .tuples = 500'000});
  auto& set = statement({catalog::Difference::What::changed, "comment", "public.account", "", "", ""});
  set.step.sql = "SELECT setval('entry_id_seq', 1, false)";
  moved_["public.entry_id_seq"] = 1;
  auto found = of(What::sequence_behind);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].made_by, 0u);
  EXPECT_EQ(found[0].end, 500'000);
  emptied_ = {"public.entry"};
  EXPECT_TRUE(of(What::sequence_behind).empty()) << "RESTART IDENTITY of an empty table";

  emptied_.clear();
  moved_["public.entry_id_seq"] = 2'147'000'000;
  EXPECT_TRUE(of(What::sequence_behind).empty());
  auto near = of(What::key_runs_out);
  ASSERT_EQ(near.size(), 1u);
  EXPECT_EQ(near[0].made_by, 0u);
}

TEST_F(Clocks, AgesFromHalfOfWhatTheServerAllows) {
  snapshot_.figures = {{.subject = "database", .name = "xid_age", .value = 200e6}};
  EXPECT_TRUE(of(What::age).empty());
  snapshot_.figures[0].value = 1.6e9;
  EXPECT_EQ(of(What::age).at(0).object, "transactions");
}

TEST(Definition, ForeignKeysAsTheServerWritesThem) {
  auto key = rehearse::foreign_key_in(R"(FOREIGN KEY ("a (b", c) REFERENCES public."My T"(x, y) ON DELETE CASCADE)");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->columns, (std::vector<std::string>{"\"a (b\"", "c"}));
  EXPECT_EQ(key->keys, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(key->parent, "public.\"My T\"");
  EXPECT_FALSE(rehearse::foreign_key_in("CHECK ((a > 0))"));
  EXPECT_FALSE(rehearse::foreign_key_in("FOREIGN KEY"));
  EXPECT_FALSE(rehearse::foreign_key_in("FOREIGN KEY (a REFERENCES"));
}

}  // namespace
}  // namespace ante::tests
