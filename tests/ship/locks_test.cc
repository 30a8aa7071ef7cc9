// Whoever uses the database comes first; and one runner at a time.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "onlooker.h"
#include "os/living.h"
#include "ship/journal_schema.h"
#include "ship/lease.h"
#include "shipping.h"
#include "support/private_cache.h"

namespace {

using namespace ante;
using namespace ante::tests;
using Clock = std::chrono::steady_clock;

class Locks : public Shipping {
 protected:
  // Reads the table over and over until it is told to stop, as people do; and how long it waits for us.
  struct Reader {
    Reader(pg::Connection looks, int major, const pg::Target& target)
        : onlooker(std::move(looks), major), thread([this, target] {
            auto connection = pg::Connection::open(target, {.application = "shop"});
            while (!stop) {
              if (!connection || !connection->query("SELECT count(*) FROM purchase")) ++failed;
              ++reads;
              std::this_thread::sleep_for(Millis(5));
            }
          }) {}
    ~Reader() { end(); }
    void end() {
      stop = true;
      if (thread.joinable()) thread.join();
      onlooker.end();
    }
    int reads = 0, failed = 0;
    std::atomic<bool> stop = false;
    Onlooker onlooker;
    std::thread thread;
  };
};
INSTANTIATE_TEST_SUITE_P(Majors, Locks, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Locks, BehindALongReaderNobodyWaitsLongerThanTheBudget) {
  auto name = database();
  auto slow = connect(cluster, name, "app");
  run(slow, "BEGIN; SELECT FROM purchase LIMIT 1");
  Reader reader(connect(cluster), GetParam(), target(name));
  auto pace = quick();
  pace.patience = Millis(3'000);
  auto there = apply(target(name), plan(name), pace);
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(there.error().what, "step 1 up (a column)")) << there.error().what;
  EXPECT_TRUE(contains(there.error().what, fmt::format("session {} of app", slow.backend_pid()))) << there.error().what;
  run(slow, "COMMIT");
  there = apply(target(name), plan(name), pace);
  EXPECT_TRUE(there) << said(there);
  reader.end();
  EXPECT_GT(reader.reads, 50);
  EXPECT_EQ(reader.failed, 0);
  EXPECT_LT(reader.onlooker.longest(), pace.budget);
  EXPECT_GT(reader.onlooker.waits(), 0);
}

TEST_P(Locks, AStepThatHoldsForTooLongGivesWay) {
  auto name = database();
  auto heavy = plan(name);
  heavy.steps[0].up.sql.emplace_back("SELECT pg_sleep(30)");
  Reader reader(connect(cluster), GetParam(), target(name));
  auto pace = quick();
  pace.patience = Millis(1'500);
  auto there = apply(target(name), heavy, pace);
  reader.end();
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(there.error().what, "others waited for nearly 0.5 s") ||
              contains(there.error().what, "others waited for nearly 500 ms"))
      << there.error().what;
  EXPECT_LT(reader.onlooker.longest(), pace.budget);
  EXPECT_GT(reader.onlooker.waits(), 0);
}

TEST_P(Locks, TwoRunnersAtOnceAreOneAfterTheOther) {
  auto name = database();
  std::vector<Result<ship::Shipped>> ended(3, bad_input("not yet"));
  std::vector<std::thread> runners;
  for (auto& one : ended) runners.emplace_back([&] { one = apply(target(name), plan(name)); });
  for (auto& runner : runners) runner.join();
  int shipped = 0;
  for (auto& one : ended) {
    ASSERT_TRUE(one) << said(one);
    shipped += !one->was_so_already;
  }
  EXPECT_EQ(shipped, 1);
  EXPECT_EQ(connect(cluster, name).scalar("SELECT count(*) FROM ante.event WHERE what = 'up'").value_or(""), "6");
}

TEST_P(Locks, ARunnerThatSleptWhileAnotherTookOverWritesNothingMore) {
  auto name = database();
  auto before = catalog(name);
  auto pace = quick();
  int commits = 0;
  // Between two steps it is frozen for longer than its lease, and another one takes the change back.
  pace.dies_at = [&](std::string_view point) {
    if (point != "after a commit" || ++commits != 3) return false;
    auto owner = connect(cluster, name, "app");
    run(owner, "UPDATE ante.runner SET expires_at = 'epoch'");
    auto back = undo(target(name));
    EXPECT_TRUE(back) << said(back);
    return false;
  };
  auto there = apply(target(name), plan(name), pace);
  ASSERT_FALSE(there);
  EXPECT_EQ(differences(before, catalog(name)), "");
  EXPECT_EQ(connect(cluster, name).scalar("SELECT state FROM ante.change").value_or(""), "undone");
}

TEST_P(Locks, AStaleTokenStopsTheNextStep) {
  auto name = database();
  auto pace = quick();
  int commits = 0;
  pace.dies_at = [&](std::string_view point) {
    if (point != "after a commit" || ++commits != 2) return false;
    auto owner = connect(cluster, name, "app");
    run(owner, "UPDATE ante.runner SET token = token + 1");
    return false;
  };
  auto there = apply(target(name), plan(name), pace);
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(there.error().what, "another runner has taken over")) << there.error().what;
  EXPECT_EQ(connect(cluster, name).scalar("SELECT count(*) FROM ante.step WHERE state = 'done'").value_or(""), "1");
}

TEST_P(Locks, OnlyADeadOnesLeaseIsTakenBeforeItsTime) {
  auto name = database();
  auto one = connect(cluster, name, "app"), other = connect(cluster, name, "app");
  ASSERT_TRUE(ship::make_journal(one));
  NoProgress quiet;
  // A process that has ended: this one's number with another beginning.
  auto dead = os::this_process() + "0";
  EXPECT_TRUE(os::has_ended(dead));
  EXPECT_FALSE(os::has_ended(os::this_process()));
  EXPECT_FALSE(os::has_ended("elsewhere pid:[1] 1 1"));
  auto first = ship::take_lease(one, {dead, "the dead"}, Millis(3'600'000), quiet);
  ASSERT_TRUE(first) << first.error().what;
  auto second = ship::take_lease(other, {os::this_process(), "the living"}, Millis(1'000), quiet);
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(second->token, first->token + 1);
  // What the dead one's server process was still doing is ended.
  EXPECT_FALSE(one.query("SELECT 1"));
  auto third = connect(cluster, name, "app");
  run(third, "BEGIN");
  EXPECT_FALSE(ship::hold(third, *first));
  EXPECT_TRUE(ship::hold(third, *second));
}

// A validation that would begin again for each vacuum that comes by would come to no end.
TEST_P(Locks, AValidationGoesOnWhileAVacuumWaitsForIt) {
  auto name = database();
  auto owner = connect(cluster, name, "app");
  run(owner,
      "CREATE FUNCTION slowly(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.004); RETURN true; "
      "END'; ALTER TABLE customer ADD CONSTRAINT looked_at CHECK (slowly(id)) NOT VALID");
  ship::Plan validation{.name = "a validation", .content = "1", .server = "", .database = name};
  validation.steps = {{.title = "for all rows", .up = inside({"ALTER TABLE customer VALIDATE CONSTRAINT looked_at"})}};
  std::atomic<bool> ends = false;
  std::thread vacuum([&] {
    auto connection = connect(cluster, name, "app");
    while (!ends) run(connection, "ANALYZE customer");
  });
  auto pace = quick();
  pace.budget = Millis(200), pace.patience = Millis(5'000);
  auto there = apply(target(name), validation, pace);
  ends = true;
  vacuum.join();
  EXPECT_TRUE(there) << said(there);
}

class BesideAutovacuum : public Shipping {
 protected:
  BesideAutovacuum() : Shipping({{"autovacuum", "on"}, {"autovacuum_naptime", "1s"}, {"track_counts", "on"}}) {}
};
INSTANTIATE_TEST_SUITE_P(Majors, BesideAutovacuum, ::testing::ValuesIn(tested_majors()),
                         ::testing::PrintToStringParamName());

// The server takes its lock away from an autovacuum, but only for whoever has waited for a while.
TEST_P(BesideAutovacuum, AStepThatStopsNobodyWaitsUntilTheAutovacuumMakesRoom) {
  auto name = database();
  {
    auto owner = connect(cluster, name, "app");
    run(owner,
        "CREATE TABLE busy (id int) WITH (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, "
        "autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);"
        "INSERT INTO busy SELECT generate_series(1, 100000); DELETE FROM busy WHERE id % 2 = 0;"
        "ALTER TABLE busy ADD CONSTRAINT positive CHECK (id > 0) NOT VALID");
  }  // what it did is known when it is gone
  auto server = connect(cluster, name);
  auto is_vacuumed = [&] {
    return server
               .scalar(
                   "SELECT count(*) FROM pg_locks WHERE relation = 'busy'::regclass AND granted AND mode = "
                   "'ShareUpdateExclusiveLock'")
               .value_or("") == "1";
  };
  ASSERT_TRUE(eventually(is_vacuumed) || eventually(is_vacuumed) || eventually(is_vacuumed));
  ship::Plan validation{.name = "a validation", .content = "1", .server = "", .database = name};
  validation.steps = {{.title = "for all rows", .up = inside({"ALTER TABLE busy VALIDATE CONSTRAINT positive"})}};
  auto pace = quick();
  pace.budget = Millis(300), pace.patience = Millis(8'000);
  auto there = apply(target(name), validation, pace);
  EXPECT_TRUE(there) << said(there);
}
}  // namespace
