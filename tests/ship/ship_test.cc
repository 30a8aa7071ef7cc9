// A plan there and back, against real servers, as an owner without superuser.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "shipping.h"

namespace {

using namespace ante;
using namespace ante::tests;

class Ship : public Shipping {};
INSTANTIATE_TEST_SUITE_P(Majors, Ship, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Ship, ThereAndBackAndThereAgain) {
  auto name = database();
  auto before = catalog(name);
  auto there = apply(target(name), plan(name));
  ASSERT_TRUE(there) << said(there);
  EXPECT_EQ(there->steps_run, 6);
  auto after = catalog(name);
  EXPECT_NE(differences(before, after), "");
  auto again = apply(target(name), plan(name));
  ASSERT_TRUE(again) << said(again);
  EXPECT_TRUE(again->was_so_already);

  auto back = undo(target(name));
  ASSERT_TRUE(back) << said(back);
  EXPECT_EQ(differences(before, catalog(name)), "");
  auto rows = connect(cluster, name).scalar("SELECT count(*) FROM old_price");
  EXPECT_EQ(rows.value_or("none"), "100");
  EXPECT_EQ(undo(target(name)).error().exit, Exit::bad_input);

  there = apply(target(name), plan(name));
  ASSERT_TRUE(there) << said(there);
  EXPECT_EQ(differences(after, catalog(name)), "");
}

TEST_P(Ship, TheScriptForPsqlLeadsBackWithoutAnte) {
  auto name = database();
  auto before = catalog(name);
  int steps = 0;
  auto pace = quick();
  pace.lease = Millis(1);
  // From the end, and from the middle of a step outside a transaction.
  for (const char* where : {"never", "after a statement outside a transaction"}) {
    pace.dies_at = [&](std::string_view point) { return point == where && ++steps == 2; };
    auto there = apply(target(name), plan(name), pace);
    EXPECT_EQ(there.has_value(), std::string_view(where) == "never");
    auto ended = undone_by_psql(name, 1);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(differences(before, catalog(name)), "");
    EXPECT_EQ(connect(cluster, name).scalar("SELECT state FROM ante.change ORDER BY id DESC LIMIT 1").value_or(""),
              "undone");
  }
}

TEST_P(Ship, TheScriptForPsqlDoesNothingWhereAnteWouldNot) {
  auto name = database();
  ASSERT_TRUE(apply(target(name), plan(name)));
  ship::Plan later{.name = "later", .content = "2", .server = "", .database = name};
  later.steps = {{.title = "a column",
                  .up = inside({"ALTER TABLE customer ADD COLUMN age int"}),
                  .down = inside({"ALTER TABLE customer DROP COLUMN age"})}};
  ASSERT_TRUE(apply(target(name), later));
  auto both = catalog(name);
  auto refused = [&](int change, const char* why) {
    auto ended = undone_by_psql(name, change);
    EXPECT_NE(ended.code, 0);
    EXPECT_TRUE(contains(ended.err, why)) << ended.err;
    EXPECT_EQ(differences(both, catalog(name)), "");
    auto state = connect(cluster, name).scalar(fmt::format("SELECT state FROM ante.change WHERE id = {}", change));
    EXPECT_EQ(state.value_or(""), "applied");
  };
  refused(1, "a change after change 1 (a change) stands on it");
  auto owner = connect(cluster, name, "app");
  run(owner, "UPDATE ante.runner SET expires_at = now() + interval '1 hour'");
  refused(2, "an ante runs against this database");
  run(owner, "UPDATE ante.runner SET expires_at = 'epoch'");
  EXPECT_EQ(undone_by_psql(name, 2).code, 0);
  both = catalog(name);
  run(owner, "UPDATE ante.change SET keep_until = now() - interval '1 second' WHERE id = 1");
  NoProgress quiet;
  ASSERT_TRUE(ship::drop_kept(target(name), quick(), quiet));
  both = catalog(name);
  refused(1, "cannot be taken back any more");
}

TEST_P(Ship, TheScriptForPsqlWaitsNoLongerThanItSaysAndAsLongAsItMust) {
  auto name = database();
  auto server = connect(cluster);
  auto limits = server.query(
      "SELECT name FROM pg_settings WHERE name IN ('statement_timeout', 'idle_session_timeout', "
      "'transaction_timeout')");
  ASSERT_TRUE(limits);
  for (int row = 0; row < limits->size(); ++row)
    run(server, fmt::format("ALTER ROLE app SET {} = 3000", limits->text(row, 0)));
  auto slow = plan(name);
  slow.steps[0].up.sql.emplace_back("SELECT pg_sleep(4)");
  slow.steps[0].down.sql.emplace_back("SELECT pg_sleep(4)");
  auto before = catalog(name);
  auto there = apply(target(name), slow);
  ASSERT_TRUE(there) << said(there);
  auto reader = connect(cluster, name);
  run(reader, "BEGIN; SELECT FROM purchase LIMIT 1");
  auto ended = undone_by_psql(name, 1);
  EXPECT_TRUE(contains(ended.err, "lock timeout")) << ended.err;
  run(reader, "COMMIT");
  ended = undone_by_psql(name, 1);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(differences(before, catalog(name)), "");
  run(server, "ALTER ROLE app RESET ALL");
}

TEST_P(Ship, TheScriptForPsqlIsForItsOwnersEyes) {
  auto name = database();
  auto folder = os::TemporaryFolder::make("undo");
  ASSERT_TRUE(folder);
  NoProgress quiet;
  auto plan_of_it = plan(name);
  auto there = ship::apply(target(name), plan_of_it, {ship::text_of(plan_of_it), "", folder->path()}, quick(), quiet);
  ASSERT_TRUE(there) << said(there);
  struct stat file{};
  ASSERT_EQ(::stat(there->undo_file.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_P(Ship, AnotherPlanWaitsUntilTheFirstIsThroughOrBack) {
  auto name = database();
  auto broken = plan(name);
  broken.steps[2].up.sql = {"SELECT 1 / 0"};
  auto there = apply(target(name), broken);
  ASSERT_FALSE(there);
  EXPECT_EQ(there.error().what, "step 3 up (a key, not valid): division by zero");
  auto other = apply(target(name), plan(name));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().what, "change 1 (a change) is half-way (applying), and this is another plan");
  ASSERT_TRUE(undo(target(name)));
  other = apply(target(name), plan(name));
  EXPECT_TRUE(other) << said(other);
}

TEST_P(Ship, APlanForAnotherDatabaseServerOrSchemaDoesNothing) {
  auto name = database();
  auto elsewhere = plan("other");
  EXPECT_TRUE(contains(said(apply(target(name), elsewhere)), "the plan is for database other"));
  auto other_server = plan(name);
  other_server.server = "1";
  auto server = connect(cluster);
  run(server, "SELECT 1");
  EXPECT_TRUE(contains(said(apply(target(name), other_server)), "the plan is for another server"));
  EXPECT_EQ(connect(cluster, name).scalar("SELECT to_regnamespace('ante') IS NULL").value_or(""), "t");

  auto drifted = plan(name);
  drifted.schema = ship::hash_of_schema(catalog(name));
  auto owner = connect(cluster, name, "app");
  run(owner, "ALTER TABLE customer ADD COLUMN somebodys int");
  EXPECT_TRUE(contains(said(apply(target(name), drifted)), "is not the one that this plan starts from"));
  NoProgress quiet;
  auto overridden = database();
  auto changed = connect(cluster, overridden, "app");
  run(changed, "ALTER TABLE customer ADD COLUMN somebodys int");
  drifted.database = overridden;
  EXPECT_TRUE(ship::apply(target(overridden), drifted, {ship::text_of(drifted), "agreed"}, quick(), quiet));
  EXPECT_EQ(changed.scalar("SELECT detail FROM ante.event WHERE what = 'schema had changed'").value_or(""), "agreed");
  drifted.database = name;
  run(owner, "ALTER TABLE customer DROP COLUMN somebodys");
  auto there = apply(target(name), drifted);
  EXPECT_TRUE(there) << said(there);
}

TEST_P(Ship, AJournalOfANewerVersionIsLeftAlone) {
  auto name = database();
  ASSERT_TRUE(apply(target(name), plan(name)));
  auto owner = connect(cluster, name, "app");
  run(owner, "INSERT INTO ante.journal (format) VALUES (2)");
  EXPECT_TRUE(contains(said(undo(target(name))), "the journal has format 2, and this ante knows 1"));
  EXPECT_TRUE(contains(said(apply(target(name), plan(name))), "a newer ante has been here"));
}

}  // namespace
