// What a shipment cannot go on from: it says what is the matter, and changes nothing.
#include <gtest/gtest.h>

#include "os/living.h"
#include "ship/journal_schema.h"
#include "ship/lease.h"
#include "ship/status.h"
#include "shipping.h"

namespace {

using namespace ante;
using namespace ante::tests;

class Refused : public Shipping {
 protected:
  static ship::Pace hasty() {
    auto pace = quick();
    pace.lease = Millis(1);
    return pace;
  }
  // A database whose change is half-way: its third step is not done.
  std::string half_way() {
    auto name = database();
    int commits = 0;
    auto pace = hasty();
    pace.dies_at = [&](std::string_view point) { return point == "after a commit" && ++commits == 5; };
    EXPECT_FALSE(apply(target(name), plan(name), pace));
    return name;
  }
  // Neither way does anything, and both say that.
  void nothing_is_done(const std::string& name, const std::string& says, Exit exit = Exit::undecided) {
    auto before = catalog(name);
    auto there = apply(target(name), plan(name), hasty());
    auto back = undo(target(name), hasty());
    for (auto* way : {&there, &back}) {
      ASSERT_FALSE(*way) << says;
      EXPECT_TRUE(contains(way->error().what, says)) << way->error().what << "\nand not: " << says;
      EXPECT_NE(way->error().next, "");
      EXPECT_EQ(way->error().exit, exit) << way->error().what;
    }
    EXPECT_EQ(differences(before, catalog(name)), "");
  }
};
INSTANTIATE_TEST_SUITE_P(Majors, Refused, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Refused, AJournalThatSomebodyHasChangedIsLeftAlone) {
  struct Case {
    const char *sql, *says;
  };
  for (auto [sql, says] : std::initializer_list<Case>{
           {"DELETE FROM ante.step WHERE number = 3", "there are 5, and the plan has 6"},
           {"UPDATE ante.step SET number = 99 WHERE number = 6", "step 6 is not there"},
           {"INSERT INTO ante.step (change, number, title) VALUES (1, 99, 'x')", "there are 7, and the plan has 6"},
           {"UPDATE ante.step SET state = 'done' WHERE number = 6", "step 6 is done, and one before it is not done"},
           {"UPDATE ante.step SET state = 'planned' WHERE number = 1", "step 2 is done, and one before it is not done"},
           {"ALTER TABLE ante.step DROP CONSTRAINT step_state_check; UPDATE ante.step SET state = 'half' WHERE number "
            "= 4",
            "a state 'half', which this ante does not"},
           {"ALTER TABLE ante.change DROP CONSTRAINT change_state_check; UPDATE ante.change SET state = 'x'",
            "a state 'x', which this ante does not"},
           {"DROP TABLE ante.step", "the journal lacks a table: step"},
           {"DROP TABLE ante.event, ante.runner", "the journal lacks a table: event, runner"},
           {"DELETE FROM ante.journal", "the journal does not say its version"},
       }) {
    auto name = half_way();
    auto owner = connect(cluster, name, "app");
    run(owner, sql);
    nothing_is_done(name, says);
  }
  auto name = half_way();
  auto owner = connect(cluster, name, "app");
  run(owner, "DROP TABLE ante.journal");
  nothing_is_done(name, "a schema ante that is not ante's journal", Exit::bad_input);
}

TEST_P(Refused, WhatIsCalledAppliedAndIsNotIsNoSuccess) {
  auto name = half_way();
  auto owner = connect(cluster, name, "app");
  run(owner, "UPDATE ante.change SET state = 'applied'");
  auto there = apply(target(name), plan(name), hasty());
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(there.error().what, "it is applied, and its last step is not done")) << there.error().what;
}

TEST_P(Refused, APlanInTheJournalThatWasChangedIsNotTakenBackByIt) {
  for (const char* sql : {"UPDATE ante.change SET plan = replace(plan, 'note', 'nota')",
                          "UPDATE ante.change SET plan = 'DROP SCHEMA public CASCADE'"}) {
    auto name = half_way();
    auto before = catalog(name);
    auto owner = connect(cluster, name, "app");
    run(owner, sql);
    auto back = undo(target(name), hasty());
    ASSERT_FALSE(back);
    EXPECT_TRUE(contains(back.error().what, "plan of change 1 in the journal")) << back.error().what;
    EXPECT_EQ(differences(before, catalog(name)), "");
  }
}

TEST_P(Refused, WithoutTheRightsItSaysWhichAreMissing) {
  auto name = database();
  auto before = catalog(name);
  auto server = connect(cluster, name);
  run(server, "CREATE ROLE guest LOGIN; CREATE ROLE reader LOGIN");
  auto as = [&](const char* role) { return cluster.target(name, role); };
  auto there = apply(as("guest"), plan(name));
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(said(there), "the journal, schema ante, cannot be made: permission denied for database"))
      << said(there);
  EXPECT_TRUE(contains(said(there), "GRANT CREATE ON DATABASE")) << said(there);
  EXPECT_EQ(differences(before, catalog(name)), "");

  // It may make a journal, and owns nothing.
  run(server, fmt::format("GRANT CREATE ON DATABASE {} TO guest", name));
  there = apply(as("guest"), plan(name));
  ASSERT_FALSE(there);
  EXPECT_EQ(there.error().what, "step 1 up (a column): must be owner of table purchase");
  EXPECT_TRUE(undo(as("guest"))) << "nothing is to be taken back, and that is what it does";
  run(server, fmt::format("REVOKE CREATE ON DATABASE {} FROM guest", name));
  EXPECT_EQ(differences(before, catalog(name)), "");

  for (auto& way : {apply(as("reader"), plan(name)), undo(as("reader"))}) {
    ASSERT_FALSE(way);
    EXPECT_TRUE(contains(said(way), "the journal, schema ante, cannot be read: permission denied for schema ante"))
        << said(way);
    EXPECT_TRUE(contains(said(way), "run as the role that made it")) << said(way);
  }
  EXPECT_FALSE(ship::status_of(as("reader")));
}

TEST_P(Refused, APlanThatFitsNoLongerStopsWhereItDoesNotAndLeadsBack) {
  auto name = database();
  auto edited = plan(name);
  edited.steps[2].up.sql[0] = replace_all(edited.steps[2].up.sql[0], "(customer)", "(custumer)");
  auto before = catalog(name);
  auto there = apply(target(name), edited);
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(said(there), "step 3 up (a key, not valid): column \"custumer\"")) << said(there);
  // Mended, it is another plan than the one that is half-way.
  there = apply(target(name), plan(name));
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(said(there), "half-way (applying), and this is another plan")) << said(there);
  ASSERT_TRUE(undo(target(name)));
  EXPECT_EQ(differences(before, catalog(name)), "");
  there = apply(target(name), plan(name));
  EXPECT_TRUE(there) << said(there);
}

TEST_P(Refused, AnIndexWhoseLockNeverComesIsGivenUpAndLeadsBack) {
  auto name = database();
  auto before = catalog(name);
  auto slow = connect(cluster, name, "app");
  run(slow, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM customer LIMIT 1");
  auto pace = quick();
  pace.patience = Millis(600);
  pace.index_wait = Millis(300);
  auto there = apply(target(name), plan(name), pace);
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(there.error().what, "step 2 up (an index): its lock was not to be had within")) << said(there);
  EXPECT_TRUE(contains(there.error().what, fmt::format("session {} of app", slow.backend_pid()))) << said(there);
  run(slow, "COMMIT");
  auto back = undo(target(name));
  EXPECT_TRUE(back) << said(back);
  EXPECT_EQ(differences(before, catalog(name)), "");
}

class Clocks : public Refused {};
INSTANTIATE_TEST_SUITE_P(Majors, Clocks, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

// A runner on another machine has ended, and the server's clock was set back: its lease would last for years.
TEST_P(Clocks, ThatAreSetBackMakeNoLeaseOfAnEndedSessionLast) {
  auto name = half_way();
  auto owner = connect(cluster, name, "app");
  run(owner,
      "UPDATE ante.runner SET process = 'elsewhere pid:[1] 1 1', shown = 'elsewhere', expires_at = now() + '9 years'");
  // Its backend goes when it notices that it is alone.
  constexpr const char* backends =
      "SELECT count(*) FROM pg_stat_activity WHERE pid = (SELECT backend FROM ante.runner)";
  EXPECT_TRUE(eventually([&] { return owner.scalar(backends).value_or("") == "0"; }));
  auto there = apply(target(name), plan(name));
  EXPECT_TRUE(there) << said(there);
}

TEST_P(Clocks, ThatAreSetBackMakeNobodyWaitForYearsForOneThatLives) {
  auto name = half_way();
  auto owner = connect(cluster, name, "app");
  run(owner,
      "UPDATE ante.runner SET process = 'elsewhere pid:[1] 1 1', shown = 'elsewhere', expires_at = now() + '9 years', "
      "backend = pg_backend_pid(), backend_start = (SELECT to_char(backend_start AT TIME ZONE 'UTC', "
      "'YYYY-MM-DD HH24:MI:SS.US') FROM pg_stat_activity WHERE pid = pg_backend_pid())");
  auto there = apply(target(name), plan(name), hasty());
  ASSERT_FALSE(there);
  EXPECT_TRUE(contains(there.error().what, "another runner is at it: elsewhere")) << said(there);
  run(owner, "SELECT 1");  // and is left in peace
}

// What a dead runner's session still does is ended, whatever zone the machines are in.
TEST_P(Clocks, OfAnotherZoneDoNotHideADeadOnesSession) {
  auto name = database();
  auto one = connect(cluster, name, "app");
  ASSERT_TRUE(ship::make_journal(one));
  auto server = connect(cluster);
  run(server, "ALTER ROLE app SET TimeZone = 'Asia/Tokyo'; ALTER ROLE app SET DateStyle = 'SQL, DMY'");
  auto other = connect(cluster, name, "app");
  NoProgress quiet;
  auto first = ship::take_lease(one, {os::this_process() + "0", "the dead"}, Millis(3'600'000), quiet);
  ASSERT_TRUE(first) << first.error().what;
  auto second = ship::take_lease(other, {os::this_process(), "the living"}, Millis(1'000), quiet);
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_FALSE(one.query("SELECT 1"));
}

}  // namespace
