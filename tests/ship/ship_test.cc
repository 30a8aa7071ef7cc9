// A plan there and back, against real servers, as an owner without superuser.
#include <gtest/gtest.h>

#include "os/folders.h"
#include "shipping.h"
#include "support/run.h"

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
    auto script = connect(cluster, name).scalar("SELECT undo_sql FROM ante.change ORDER BY id DESC LIMIT 1");
    ASSERT_TRUE(script);
    auto folder = os::TemporaryFolder::make("undo");
    ASSERT_TRUE(folder && os::write_file(folder->path() / "undo.sql", *script));
    auto ended = ante::tests::run(fmt::format("psql --no-psqlrc -q -h {} -U app -f {}/undo.sql {}",
                                              cluster.socket().string(), folder->path().string(), name));
    EXPECT_EQ(ended.code, 0) << ended.err << *script;
    EXPECT_EQ(differences(before, catalog(name)), "");
    EXPECT_EQ(connect(cluster, name).scalar("SELECT state FROM ante.change ORDER BY id DESC LIMIT 1").value_or(""),
              "undone");
  }
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
