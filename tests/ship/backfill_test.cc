// An UPDATE in batches: once for each row whatever happens meanwhile, and back to what was there before but where the
// application has written something else.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "lowering.h"
#include "render/status_text.h"
#include "ship/status.h"

namespace {

using namespace ante;
using namespace ante::tests;

class Backfill : public Lowering {
 protected:
  Backfill() {
    auto origin = connect(cluster, "origin", "app");
    run(origin,
        "CREATE TABLE bill (shop text, number int, cents bigint NOT NULL, note text, writes int NOT NULL DEFAULT 0, "
        "PRIMARY KEY (shop, number));"
        "INSERT INTO bill SELECT 'shop ' || g % 7, g, g, CASE WHEN g % 3 = 0 THEN 'x' END FROM generate_series(1, "
        "12000) g;"
        "ANALYZE bill");
  }
  // Somebody who goes on writing: new rows, and values of his own.
  class Writer {
   public:
    Writer(pg::Connection connection) : connection_(std::move(connection)) {
      thread_ = std::thread([this] {
        for (int i = 0; !ends_; ++i) {
          auto number = std::to_string(1 + i * 37 % 12000);
          auto written = connection_.execute("UPDATE bill SET writes = writes + 1 WHERE number = " + number +
                                             "; INSERT INTO bill VALUES ('shop ' || " + std::to_string(i % 9) + ", " +
                                             std::to_string(100000 + i) + ", 0)");
          if (written) ++done_;
        }
      });
    }
    ~Writer() {
      ends_ = true;
      thread_.join();
    }
    int done() const { return done_; }

   private:
    pg::Connection connection_;
    std::atomic<bool> ends_ = false;
    std::atomic<int> done_ = 0;
    std::thread thread_;
  };

  static constexpr const char* one_more = "UPDATE bill SET cents = cents + 1 WHERE cents > 0";
};
INSTANTIATE_TEST_SUITE_P(Majors, Backfill, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Backfill, EachRowIsChangedOnceWhereverTheRunnerDiesAndWhoeverWrites) {
  auto name = database();
  auto [plan, tried] = planned(name, {one_more});
  ASSERT_EQ(plan.steps.size(), 2u);
  EXPECT_TRUE(plan.steps[1].up.in_batches());
  EXPECT_EQ(plan.steps[1].loses, "");
  EXPECT_TRUE(plan.refusals.empty());
  auto before = catalog(name);
  auto owner = connect(cluster, name, "app");
  Writer writer(connect(cluster, name, "app"));
  for (bool there : {true, false}) {
    int deaths = 0;
    for (bool through = false; !through;) {
      auto pace = small_batches();
      pace.lease = Millis(1);
      int points = 0;
      // Each of its runs does a batch or two more than nothing.
      pace.dies_at = [&](std::string_view) { return ++points > 12 + deaths % 5; };
      auto ended = there ? apply(target(name), plan, pace) : undo(target(name), pace);
      through = ended.has_value();
      if (!through) ++deaths;
      ASSERT_LT(deaths, 200) << said(ended);
    }
    EXPECT_GT(deaths, 5);
    auto added = there ? "1" : "0";
    EXPECT_EQ(ask(fmt::format("SELECT count(*) FROM bill WHERE number <= 12000 AND cents = number + {}", added), owner),
              "12000");
  }
  EXPECT_GT(writer.done(), 0);
  EXPECT_EQ(differences(before, catalog(name)), "");
}

// As fast as one UPDATE: the server is kept from cleaning up between the batches, and only that long.
TEST_P(Backfill, WhatRestsForNobodyHoldsASnapshotAndLetsItGo) {
  auto name = database();
  auto plan = planned(name, {one_more}).plan;
  auto onlooker = connect(cluster);
  auto held = [&] {
    return ask(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ante snapshot' AND backend_xmin IS NOT NULL",
        onlooker);
  };
  for (bool throttles : {false, true}) {
    auto pace = small_batches();
    pace.throttles = throttles;
    std::set<std::string> seen;
    pace.dies_at = [&](std::string_view point) {
      if (point == "before a batch") seen.insert(held());
      return false;
    };
    auto there = apply(target(name), plan, pace);
    ASSERT_TRUE(there) << said(there);
    EXPECT_EQ(seen, std::set<std::string>{throttles ? "0" : "1"});
    EXPECT_TRUE(eventually([&] { return held() == "0"; }));
    auto back = undo(target(name), small_batches());
    ASSERT_TRUE(back) << said(back);
  }
}

// No server changes three thousand rows in a millisecond; forty-nine times as long is left to others.
TEST_P(Backfill, TheServerIsLeftToOthersForMostOfTheTime) {
  auto name = database();
  auto plan = planned(name, {one_more}).plan;
  auto pace = small_batches();
  pace.first_batch = pace.largest_batch = 3'000;
  pace.throttles = true;
  pace.works = 0.02;
  std::vector<std::chrono::steady_clock::time_point> batches;
  pace.dies_at = [&](std::string_view point) {
    if (point == "before a batch") batches.push_back(std::chrono::steady_clock::now());
    return false;
  };
  auto there = apply(target(name), plan, pace);
  ASSERT_TRUE(there) << said(there);
  ASSERT_GE(batches.size(), 3u);
  for (std::size_t i = 1; i < batches.size(); ++i) EXPECT_GE(batches[i] - batches[i - 1], Millis(49)) << i;
}

// Half-way back, then there again, then back: the rows that are changed are those up to the position, at every moment.
TEST_P(Backfill, WhoTurnsRoundInTheMiddleChangesNoRowTwice) {
  auto name = database();
  auto plan = planned(name, {one_more}).plan;
  auto owner = connect(cluster, name, "app");
  for (int until : {9, 14, 21, 30, 33}) {
    auto pace = small_batches();
    pace.lease = Millis(1);
    int points = 0;
    pace.dies_at = [&](std::string_view) { return ++points > until; };
    (void)apply(target(name), plan, pace);
    points = 0;
    (void)undo(target(name), pace);
  }
  ASSERT_TRUE(apply(target(name), plan, small_batches()));
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = number + 1", owner), "12000");
  auto back = undo(target(name), small_batches());
  ASSERT_TRUE(back) << said(back);
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = number", owner), "12000");
}

TEST_P(Backfill, WhatTheApplicationWroteSinceStays) {
  auto name = database();
  auto plan = planned(name, {"UPDATE bill SET cents = cents * 100, note = coalesce(note, 'none')"}).plan;
  ASSERT_TRUE(apply(target(name), plan, small_batches()));
  auto owner = connect(cluster, name, "app");
  run(owner,
      "UPDATE bill SET cents = 5 WHERE number = 10; UPDATE bill SET note = NULL WHERE number = 20;"
      "DELETE FROM bill WHERE number = 30; INSERT INTO bill VALUES ('shop 1', 20001, 700, 'new')");
  auto back = undo(target(name), small_batches());
  ASSERT_TRUE(back) << said(back);
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = number", owner), "11998");
  EXPECT_EQ(ask("SELECT cents || coalesce(note, ' NULL') FROM bill WHERE number = 10", owner), "5 NULL");
  EXPECT_EQ(ask("SELECT cents || coalesce(note, ' NULL') FROM bill WHERE number = 20", owner), "20 NULL");
  EXPECT_EQ(ask("SELECT cents || note FROM bill WHERE number = 20001", owner), "700new");
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE note = 'none'", owner), "0");
}

TEST_P(Backfill, TheScriptForPsqlBringsBackWhatWasThere) {
  auto name = database();
  auto plan = planned(name, {one_more}).plan;
  auto before = catalog(name);
  auto owner = connect(cluster, name, "app");
  for (int until : {25, 1000}) {
    auto pace = small_batches();
    pace.lease = Millis(1);
    int points = 0;
    pace.dies_at = [&](std::string_view) { return ++points > until; };
    EXPECT_EQ(apply(target(name), plan, pace).has_value(), until == 1000);
    EXPECT_NE(ask("SELECT count(*) FROM bill WHERE cents = number", owner), "12000");
    auto ended = undone_by_psql(name, 1);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = number", owner), "12000");
    EXPECT_EQ(differences(before, catalog(name)), "");
  }
}

TEST_P(Backfill, AColumnThatIsNewNeedsNothingPutAside) {
  auto name = database();
  std::vector<std::string> change{
      "ALTER TABLE bill ADD COLUMN euros numeric",
      "SET search_path = public",
      "UPDATE bill b SET (euros, note) = (b.cents / 100.0, b.note) FROM customer c WHERE c.id = 1",
  };
  EXPECT_EQ(planned(name, change).plan.steps.size(), 1u) << "note was there before: its own statement";
  change[2] = "UPDATE bill b SET euros = b.cents / 100.0 FROM customer c WHERE c.id = 1 -- each\n";
  auto [plan, tried] = planned(name, change);
  ASSERT_EQ(plan.steps.size(), 2u);
  EXPECT_EQ(plan.steps[1].up.sql.size(), 2u);
  EXPECT_TRUE(plan.steps[1].down.empty());
  auto before = catalog(name);
  auto owner = connect(cluster, name, "app");
  auto pace = small_batches();
  pace.lease = Millis(1);
  int points = 0;
  pace.dies_at = [&](std::string_view) { return ++points > 40; };
  ASSERT_FALSE(apply(target(name), plan, pace));
  ASSERT_TRUE(undo(target(name), small_batches()));
  EXPECT_EQ(differences(before, catalog(name)), "");
  auto there = apply(target(name), plan, small_batches());
  ASSERT_TRUE(there) << said(there);
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE euros = cents / 100.0", owner), "12000");
  EXPECT_TRUE(there->keep_until.empty());
}

// A way back that stops before the column goes: what was filled is the application's from then on, whoever comes again.
TEST_P(Backfill, WhatWasWrittenIntoANewColumnStaysWhereTheWayBackStopsAndTheChangeComesAgain) {
  auto name = database();
  auto plan =
      planned(name, {"ALTER TABLE bill ADD COLUMN euros numeric", "UPDATE bill SET euros = cents / 100.0"}).plan;
  ASSERT_EQ(plan.steps.size(), 2u);
  auto owner = connect(cluster, name, "app");
  auto half_way = [&] { return ask("SELECT count(*) FROM bill WHERE euros IS NULL", owner); };
  for (bool by_psql : {false, true}) {
    auto pace = small_batches();
    pace.lease = Millis(1);
    int points = 0;
    pace.dies_at = [&](std::string_view) { return ++points > 40; };
    ASSERT_FALSE(apply(target(name), plan, pace));
    auto left = half_way();
    EXPECT_NE(left, "0");
    // Whatever rests on the column stops the way back.
    run(owner, "CREATE VIEW dear AS SELECT euros FROM bill WHERE euros > 50");
    if (by_psql)
      EXPECT_NE(undone_by_psql(name, 1).code, 0);
    else
      ASSERT_FALSE(undo(target(name), small_batches()));
    EXPECT_EQ(half_way(), left);
    run(owner, "UPDATE bill SET euros = -1 WHERE number <= 12000 AND euros IS NOT NULL AND number % 10 = 0");
    auto written = ask("SELECT count(*) FROM bill WHERE euros = -1", owner);
    EXPECT_NE(written, "0");
    auto there = apply(target(name), plan, small_batches());
    ASSERT_TRUE(there) << said(there);
    EXPECT_EQ(half_way(), "0");
    EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE euros = -1", owner), written);
    EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE euros <> -1 AND euros <> cents / 100.0", owner), "0");
    // Gone as a whole, and added again, it is filled from the beginning.
    run(owner, "DROP VIEW dear");
    ASSERT_TRUE(undo(target(name), small_batches()));
    ASSERT_TRUE(apply(target(name), plan, small_batches()));
    EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE euros = cents / 100.0", owner), "12000");
    ASSERT_TRUE(undo(target(name), small_batches()));
  }
}

// Under its new name it looks like a new one, and is not.
TEST_P(Backfill, AColumnThatWasRenamedHasItsOldValuesKept) {
  auto name = database();
  auto plan = planned(name, {"ALTER TABLE bill RENAME COLUMN note TO remark", "UPDATE bill SET remark = 'none'"}).plan;
  ASSERT_EQ(plan.steps.size(), 3u);
  auto owner = connect(cluster, name, "app");
  auto before = ask("SELECT count(*) FROM bill WHERE note = 'x'", owner);
  ASSERT_TRUE(apply(target(name), plan, small_batches()));
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE remark = 'none'", owner), "12000");
  auto back = undo(target(name), small_batches());
  ASSERT_TRUE(back) << said(back);
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE note = 'x'", owner), before);
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE note = 'none'", owner), "0");
}

// What a shipment says of itself, to whoever waits for a word of it.
class Said final : public Progress {
 public:
  void stage(std::string_view what) override {
    std::lock_guard hold(lock_);
    said_ += std::string(what) + "\n";
  }
  void at(std::int64_t done, std::int64_t total) override { in_order_ = in_order_ && done <= total; }
  bool has(std::string_view part) {
    std::lock_guard hold(lock_);
    return contains(said_, part);
  }
  bool in_order() const { return in_order_; }

 private:
  std::mutex lock_;
  std::string said_;
  std::atomic<bool> in_order_ = true;
};

TEST_P(Backfill, RestsWhileItIsPausedAndGoesOnAfterwards) {
  auto name = database();
  auto plan = planned(name, {one_more}).plan;
  auto owner = connect(cluster, name, "app");
  auto pace = quick();
  pace.first_batch = pace.largest_batch = 10;
  Said said_there;
  Result<ship::Shipped> there = undecided("not yet");
  std::thread runner(
      [&] { there = ship::apply(target(name), plan, {.plan_text = ship::text_of(plan)}, pace, said_there); });
  EXPECT_TRUE(eventually([&] { return owner.scalar("SELECT count(*) FROM ante.backfill").value_or("") == "1"; }));
  run(owner, "UPDATE ante.backfill SET paused = true");
  EXPECT_TRUE(eventually([&] { return said_there.has("resting: it was paused"); }));
  auto walked = ask("SELECT walked FROM ante.backfill", owner);
  EXPECT_NE(ask("SELECT count(*) FROM bill WHERE cents = number", owner), "0");
  EXPECT_EQ(ask("SELECT walked FROM ante.backfill", owner), walked);
  auto status = ship::status_of(target(name));
  auto shown = status ? render::status_text(*status) + render::status_json(*status) : status.error().what;
  for (auto& part : {fmt::format("so far {} of some 12000 rows, {} changed; the last batch 20", walked, walked),
                     std::string("paused: UPDATE ante.backfill SET paused = false lets it go on"),
                     fmt::format("\"walked\": {}", walked)})
    EXPECT_TRUE(contains(shown, part)) << part << "\n" << shown;
  run(owner, "UPDATE ante.backfill SET paused = false");
  runner.join();
  ASSERT_TRUE(there) << said(there);
  EXPECT_TRUE(said_there.in_order());
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = number + 1", owner), "12000");
  status = ship::status_of(target(name));
  EXPECT_FALSE(status && contains(render::status_text(*status), "so far")) << "it is done";
}

// Somebody holds a row for a while: the batch is taken back and tried again, and he never waits for us.
TEST_P(Backfill, ARowThatSomebodyHoldsIsWaitedForAndNotPassedOver) {
  auto name = database();
  auto plan = planned(name, {one_more}).plan;
  auto holder = connect(cluster, name, "app");
  run(holder, "BEGIN; UPDATE bill SET note = 'held' WHERE number = 6000");
  Said said_there;
  Result<ship::Shipped> there = undecided("not yet");
  std::thread runner([&] {
    there = ship::apply(target(name), plan, {.plan_text = ship::text_of(plan)}, small_batches(), said_there);
  });
  EXPECT_TRUE(eventually([&] { return said_there.has("try 3"); }));
  run(holder, "UPDATE bill SET cents = 70000 WHERE number = 6000; COMMIT");
  runner.join();
  ASSERT_TRUE(there) << said(there);
  EXPECT_EQ(ask("SELECT count(*) FROM bill WHERE cents = number + 1", holder), "11999");
  EXPECT_EQ(ask("SELECT cents || note FROM bill WHERE number = 6000", holder), "70001held");
  ASSERT_TRUE(undo(target(name), small_batches()));
  EXPECT_EQ(ask("SELECT cents || note FROM bill WHERE number = 6000", holder), "70000held");
}

TEST_P(Backfill, WhatMustBeOnePieceStaysOneAndSaysWhy) {
  auto origin = connect(cluster, "origin", "app");
  run(origin,
      "CREATE TABLE seat (id int NOT NULL, place int UNIQUE, taken boolean); CREATE TABLE heap (a int, b int);"
      "INSERT INTO seat SELECT g, g, false FROM generate_series(1, 200000) g; INSERT INTO heap SELECT g, g FROM "
      "generate_series(1, 200000) g; CREATE UNIQUE INDEX ON seat (id); ANALYZE;"
      "CREATE FUNCTION most() RETURNS int STABLE LANGUAGE sql AS 'SELECT max(place) FROM seat';"
      "CREATE VIEW seats AS SELECT * FROM seat");
  origin = connect(cluster);
  auto name = database();
  for (auto [sql, why] : {std::pair{"UPDATE seat SET place = place + 1", "demands that between two batches"},
                          {"UPDATE heap SET b = b + 1", "has no key"},
                          {"UPDATE seat SET id = id + 1000000", "id must not be twice there"},
                          {"UPDATE seat SET taken = (SELECT max(place) > 7 FROM seat)", "a second time"},
                          {"UPDATE seat s SET taken = true FROM seats o WHERE o.id = s.id", "it reads public.seats"},
                          {"UPDATE seat SET taken = most() > 7", "it calls public.most()"},
                          {"WITH one AS (SELECT 1) UPDATE seat SET taken = true", "more than an UPDATE"}}) {
    auto plan = planned(name, {sql}).plan;
    ASSERT_EQ(plan.refusals.size(), 1u) << sql;
    EXPECT_EQ(plan.refusals[0].kind, "bulk-write");
    EXPECT_TRUE(contains(plan.refusals[0].says, why)) << plan.refusals[0].says;
    EXPECT_TRUE(contains(plan.refusals[0].says, " rows of public.")) << plan.refusals[0].says;
    ASSERT_EQ(plan.steps.size(), 1u) << sql;
    EXPECT_FALSE(plan.steps[0].up.in_batches()) << sql;
  }
  // Few rows, found by an index, are no backfill.
  EXPECT_FALSE(planned(name, {"UPDATE seat SET taken = true WHERE place < 100"}).plan.steps[0].up.in_batches());
  EXPECT_TRUE(planned(name, {"UPDATE seat SET taken = true"}).plan.steps.back().up.in_batches());
}

}  // namespace
