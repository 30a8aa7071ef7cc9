// What is made of what is seen: a fold, which needs no server.
#include "watch/watcher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

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
  // So many seconds of a log with so many errors of the only query.
  void log(int errors, const std::string& what, int seconds) {
    for (int i = 0; i < seconds; ++i) {
      watch::LogLines lines{.from = at_, .to = at_ + 1};
      at_ += 1;
      for (int j = 0; j < errors; ++j) lines.errors.push_back({what, "a"});
      keep(watcher_.see(lines));
    }
  }
  void plans(const std::string& node, int times) {
    watch::LogLines lines{.from = at_, .to = at_ + 1};
    at_ += 1;
    for (int i = 0; i < times; ++i) lines.plans.push_back({"a", {node}, 1});
    keep(watcher_.see(lines));
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

  void begin_anew() {
    watcher_ = watch::Watcher([](auto& shape) { return "SELECT " + shape; });
    events_.clear();
  }
  // On a server's machine on which others take so much while it lasts; what comes before it, and as it has begun.
  void crowd_beside(
      double others, const std::function<void()>& before = [] {}, const std::function<void()>& within = [] {}) {
    know_the_traffic();
    auto host = [&](double taken) {
      watcher_.know(watch::Host{.at = at_, .processors = 2, .taken = taken, .by_server = 0.25});
    };
    for (int i = 0; i < 15; ++i) look({"a"}), host(0.35);
    before();
    std::vector<std::string> many;
    for (int i = 0; i < 40; ++i) many.push_back(fmt::format("q{}", i));
    bool has_begun = false;
    for (int i = 0; i < 20; ++i) {
      host(0.25 + others), look(many), second(10);
      watcher_.schema_is_the_same(at_);
      if (!has_begun && contains(said(Event::Kind::seen), "crowd")) has_begun = true, within();
    }
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
  look(many), look(many), second_of_a_new_one(100);
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

TEST_F(Watcher, ErrorsAreBlamedOnTheTableThatWent) {
  know_the_traffic();
  log(0, "42P01", 15);
  watcher_.schema_is_the_same(at_);
  keep(watcher_.see(catalog::Catalog(), at_, at_ + 1));
  log(5, "42P01", 3);
  EXPECT_TRUE(
      contains(said(Event::Kind::seen), "errors 42P01: an undefined table (42P01): 15 errors in 3 s, where none"))
      << said(Event::Kind::seen);
  EXPECT_TRUE(contains(said(Event::Kind::suspect), "public.bill removed")) << said(Event::Kind::suspect);
  log(0, "42P01", 25);
  EXPECT_TRUE(contains(said(Event::Kind::over), "errors 42P01")) << said(Event::Kind::over);
  EXPECT_TRUE(watcher_.wrong().empty());
}

TEST_F(Watcher, AMissingRightIsBlamedOnWhoeverTookIt) {
  auto open = schema(true), closed = open;
  open.grants.push_back({.kind = "TABLE",
                         .object = "public.bill",
                         .column = {},
                         .grantee = "app",
                         .grantor = "owner",
                         .privilege = "SELECT"});
  keep(watcher_.see(open, at_, at_));
  log(0, "42501", 15);
  watcher_.schema_is_the_same(at_);
  keep(watcher_.see(closed, at_, at_ + 1));
  log(5, "42501", 3);
  EXPECT_TRUE(contains(said(Event::Kind::suspect), "SELECT on table public.bill to app")) << said(Event::Kind::suspect);
}

TEST_F(Watcher, APlanThatTurnedIsSaidAndStandsBesideTheSuspect) {
  know_the_traffic();
  plans("Index Scan using bill_buyer_idx on bill", 5);
  watcher_.schema_is_the_same(at_);
  keep(watcher_.see(schema(false), at_, at_ + 1));
  plans("Seq Scan on bill", 5);
  for (int i = 0; i < 8; ++i) second(2'000);
  EXPECT_TRUE(contains(
      said(Event::Kind::change),
      "the plan of «SELECT 1 FROM bill WHERE buyer = $1» turned: Index Scan using bill_buyer_idx on bill → Seq "
      "Scan on bill"))
      << said(Event::Kind::change);
  std::string evidence;
  for (auto& one : events_)
    if (one.kind == Event::Kind::suspect) evidence += one.says + "\n" + join(one.shown, "\n");
  EXPECT_TRUE(contains(evidence, "index public.bill_buyer_idx removed")) << evidence;
  EXPECT_TRUE(contains(evidence, "turned: Index Scan")) << evidence;
}

TEST_F(Watcher, WhatIsSkippedOfALogIsSaidNowAndThen) {
  for (int i = 0; i < 5; ++i) keep(watcher_.see(watch::LogLines{.from = at_, .to = at_ + 1, .skipped = 5'000'000}));
  auto gaps = said(Event::Kind::gap);
  EXPECT_TRUE(contains(gaps, "of the server's log were not read")) << gaps;
  EXPECT_EQ(std::ranges::count(gaps, '\n'), 1) << gaps;
}

// What the crowd waits for is not in the database.
TEST_F(Watcher, ACrowdIsBlamedOnANeighbourWhereThereIsOne) {
  crowd_beside(1.6);
  EXPECT_TRUE(contains(said(Event::Kind::suspect), "crowd: a neighbour on this machine: other processes take 1.6"))
      << said(Event::Kind::suspect);
  begin_anew();
  crowd_beside(0.1);
  EXPECT_FALSE(contains(said(Event::Kind::suspect), "a neighbour")) << said(Event::Kind::suspect);
  EXPECT_TRUE(contains(said(Event::Kind::not_it), "a neighbour on this machine: other processes take 0.1"))
      << said(Event::Kind::not_it);
}

// Those who ask may be on the same machine, and ask again and again.
TEST_F(Watcher, ACrowdIsNotBlamedOnANeighbourWhereAChangeMayHaveMadeItOrMoreIsWrong) {
  auto is_said = [&] {
    EXPECT_TRUE(contains(said(Event::Kind::suspect), "crowd: not attributed")) << said(Event::Kind::suspect);
    EXPECT_FALSE(contains(said(Event::Kind::suspect), "a neighbour")) << said(Event::Kind::suspect);
    begin_anew();
  };
  crowd_beside(1.6, [&] { keep(watcher_.see(schema(false), at_, at_)); });
  is_said();
  auto errors = [&] { log(0, "42P01", 15), log(5, "42P01", 3); };
  crowd_beside(1.6, errors);
  is_said();
  // It is over when the crowd is asked about, and was not when that began.
  crowd_beside(1.6, errors, [&] { log(0, "42P01", 25); });
  EXPECT_TRUE(contains(said(Event::Kind::over), "errors 42P01")) << said(Event::Kind::over);
  is_said();
}

}  // namespace
}  // namespace ante::tests
