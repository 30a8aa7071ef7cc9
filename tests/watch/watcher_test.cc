// What is made of what is seen: a fold, which needs no server.
#include "watch/watcher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

using incident::Event;

class Watcher : public testing::Test {
 protected:
  static catalog::Catalog schema(bool with_index) {
    catalog::Catalog catalog;
    catalog::Table bill;
    bill.name = "public.bill", bill.kind = "table";
    catalog.tables.push_back(bill);
    catalog::Index index;
    index.name = "public.bill_buyer_idx", index.table = "public.bill";
    if (with_index) catalog.indexes.push_back(index);
    return catalog;
  }
  void keep(watch::Watcher::Events events) { events_.insert(events_.end(), events.begin(), events.end()); }
  // A second of the only query there is.
  void second(double blocks_a_call) {
    watch::Interval interval{.from = at_, .to = at_ + 1};
    at_ += 1;
    interval.by_shape["a"] = {.calls = 200, .ms = 200 * blocks_a_call / 100, .blocks = 200 * blocks_a_call};
    keep(watcher_.see(interval));
  }
  // A second in which one call of a query that nobody knows comes to its end.
  void second_of_a_new_one(double ms) {
    watch::Interval interval{.from = at_, .to = at_ + 1};
    at_ += 1;
    interval.by_shape["new"] = {.calls = 1, .ms = ms, .blocks = 30'000};
    keep(watcher_.see(interval));
  }
  // So many sessions at work, each on the query of that name.
  void look(const std::vector<std::string>& shapes) {
    watch::Moment moment{.at = at_ += 1, .since_counted = 1, .commits = 100, .rollbacks = rollbacks_};
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      watch::Session session{.pid = static_cast<int>(i) + 1, .user = "app", .state = "active"};
      session.shape = shapes[i];
      moment.sessions.push_back(std::move(session));
    }
    keep(watcher_.see(moment));
  }
  std::string said(Event::Kind kind) const {
    std::string all;
    for (auto& one : events_)
      if (one.kind == kind) all += one.about + ": " + one.says + "\n";
    return all;
  }
  void know_the_traffic() {
    keep(watcher_.see(schema(true), at_, at_));
    for (int i = 0; i < 30; ++i) second(10);
  }

  watch::Watcher watcher_{
      [](auto& shape) { return shape == "a" ? "SELECT 1 FROM bill WHERE buyer = $1" : "SELECT " + shape; }};
  std::vector<Event> events_;
  double at_ = 1'000, rollbacks_ = 0;  // a second
};

// The answer is as old as the question: what changed in between is not known to have been there before.
TEST_F(Watcher, AChangeMayHaveComeAsSoonAsTheSchemaWasAskedForBefore) {
  know_the_traffic();
  watcher_.schema_is_the_same(at_ - 0.5);  // the answer took three seconds
  for (int i = 0; i < 8; ++i) second(2'000);
  keep(watcher_.see(schema(false), at_, at_ + 1));
  for (int i = 0; i < 8; ++i) second(2'000);
  EXPECT_TRUE(contains(said(Event::Kind::suspect), "index public.bill_buyer_idx removed")) << said(Event::Kind::not_it);
}

// A fresh look at the schema is waited for before it is said that nobody did it.
TEST_F(Watcher, NobodyIsGivenUpOnBeforeTheSchemaWasSeenAgain) {
  know_the_traffic();
  watcher_.schema_is_the_same(at_);
  for (int i = 0; i < 30; ++i) second(2'000);
  EXPECT_EQ(said(Event::Kind::suspect), "") << "it may be locked by who changes it";
  keep(watcher_.see(schema(false), at_, at_));
  second(2'000);
  EXPECT_TRUE(contains(said(Event::Kind::suspect), "index public.bill_buyer_idx removed"));
}

TEST_F(Watcher, InACrowdOneOfManyIsNotNamed) {
  know_the_traffic();
  for (int i = 0; i < 15; ++i) look({"a"});
  std::vector<std::string> many;
  for (int i = 0; i < 40; ++i) many.push_back(fmt::format("q{}", i));
  for (int i = 0; i < 20; ++i) look(many), second(10);
  EXPECT_TRUE(contains(said(Event::Kind::seen), "40 sessions at work")) << said(Event::Kind::seen);
  EXPECT_FALSE(contains(said(Event::Kind::suspect), "a new query")) << said(Event::Kind::suspect);
}

TEST_F(Watcher, InACrowdTheNewQueryOfMostIsNamed) {
  know_the_traffic();
  for (int i = 0; i < 15; ++i) look({"a"});
  std::vector<std::string> many(30, "new");
  many.resize(40, "a");
  for (int i = 0; i < 20; ++i) look(many), second(10);
  EXPECT_TRUE(contains(said(Event::Kind::suspect), "a new query: «SELECT new»")) << said(Event::Kind::suspect);
  EXPECT_FALSE(said(Event::Kind::suspect).find("a new query") != said(Event::Kind::suspect).rfind("a new query"))
      << "it is named once";
}

// Its first call comes to its end while the crowd is still coming together.
TEST_F(Watcher, InACrowdAQueryThatIsNewSinceASecondAgoIsNamed) {
  know_the_traffic();
  for (int i = 0; i < 15; ++i) look({"a"});
  std::vector<std::string> many(30, "new");
  look(many), look(many), second_of_a_new_one(4'500);
  for (int i = 0; i < 10; ++i) look(many), second(10);
  EXPECT_TRUE(contains(said(Event::Kind::suspect), "crowd: a new query: «SELECT new»")) << said(Event::Kind::not_it);
}

// Time runs out for whoever stands in a crowd, whatever else was changed of what they ask for.
TEST_F(Watcher, WhatFailsInACrowdFailsForWhatTheCrowdStandsIn) {
  know_the_traffic();
  for (int i = 0; i < 15; ++i) look({"a"}), second(10);
  watcher_.schema_is_the_same(at_);
  keep(watcher_.see(schema(false), at_, at_));
  std::vector<std::string> many(30, "new");
  rollbacks_ = 20;
  for (int i = 0; i < 20; ++i) look(many), second_of_a_new_one(4'500);
  auto suspects = said(Event::Kind::suspect);
  EXPECT_TRUE(contains(suspects, "failures: a new query: «SELECT new»")) << suspects;
  EXPECT_FALSE(contains(suspects, "index public.bill_buyer_idx removed")) << suspects;
}

TEST_F(Watcher, WhoDidItIsSaidWhereItIsWrittenDown) {
  know_the_traffic();
  watcher_.schema_is_the_same(at_);
  for (int i = 0; i < 30; ++i) second(2'000);
  keep(watcher_.see(schema(false), at_, at_, {{29.5, "by anna from psql", "DROP INDEX public.bill_buyer_idx"}}));
  second(2'000);
  std::set<Event::Kind> told;
  for (auto& one : events_) {
    if (contains(join(one.shown, "\n"), "by anna from psql at 00:17:10: DROP INDEX public.bill_buyer_idx"))
      told.insert(one.kind);
    if (one.kind == Event::Kind::change) {
      EXPECT_EQ(one.began, 1'030.5);
    }
  }
  EXPECT_EQ(told, (std::set{Event::Kind::change, Event::Kind::suspect}));
}

TEST_F(Watcher, WhoDidItIsNotKnownElse) {
  know_the_traffic();
  keep(watcher_.see(schema(false), at_, at_ + 1));
  ASSERT_FALSE(events_.empty());
  EXPECT_EQ(join(events_.front().shown, "\n"), "between 00:16:40 and 00:17:11; who did it is not known");
}

// The first plan that is shipped brings the journal's schema with it.
TEST_F(Watcher, OfThePlanThatIsShippedTheJournalIsNoPart) {
  keep(watcher_.see(schema(true), at_, at_));
  auto shipped = schema(false);
  catalog::Schema ante;
  ante.name = "ante";
  shipped.schemas.push_back(ante);
  catalog::Table journal;
  journal.name = "ante.journal", journal.kind = "table";
  shipped.tables.push_back(journal);
  keep(watcher_.see(shipped, at_, at_));
  EXPECT_EQ(said(Event::Kind::change), "change: index public.bill_buyer_idx removed\n");
}

TEST_F(Watcher, AnotherLifeOfTheServerIsAChange) {
  keep(watcher_.another_life("a standby has taken over: timeline 2, 1 before", at_, at_ + 3));
  EXPECT_EQ(said(Event::Kind::change), "change: a standby has taken over: timeline 2, 1 before\n");
}

TEST_F(Watcher, ADeployIsSeenByTheNamesOfItsSessions) {
  for (int i = 0; i < 30; ++i) keep(watcher_.see(watch::Applications{{"shop v42", 3}}, at_ += 5));
  for (int i = 0; i < 9; ++i) keep(watcher_.see(watch::Applications{{"shop v43", 3}}, at_ += 5));
  EXPECT_EQ(said(Event::Kind::change),
            "change: sessions of «shop v43» came\nchange: the last session of «shop v42» left\n");
}

// By whoever has just begun to look: what is called now and then was there before, perhaps.
TEST_F(Watcher, WhatIsSeenInTheFirstSecondsIsNotNew) {
  keep(watcher_.see(schema(true), at_, at_));
  for (int i = 0; i < 60; ++i) {
    second(10);
    if (i < 8 || i % 4 > 0) continue;
    watch::Interval interval{.from = at_, .to = at_ + 1};
    at_ += 1;
    interval.by_shape["now and then"] = {.calls = 1, .ms = 300, .blocks = 30'000};
    keep(watcher_.see(interval));
  }
  EXPECT_EQ(said(Event::Kind::change), "");
  EXPECT_EQ(said(Event::Kind::seen), "");
}

// What was taken back and comes again is as new as the first time.
TEST_F(Watcher, AQueryThatComesAgainIsNamedAgain) {
  know_the_traffic();
  for (int i = 0; i < 15; ++i) look({"a"});
  std::vector<std::string> many(30, "new");
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 20; ++i) look(many), second(10);
    for (int i = 0; i < 20; ++i) look({"a"}), second(10);
    at_ += 2'000;
  }
  auto suspects = said(Event::Kind::suspect);
  EXPECT_NE(suspects.find("a new query"), suspects.rfind("a new query")) << suspects;
}

}  // namespace
}  // namespace ante::tests
