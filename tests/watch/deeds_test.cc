// Who changed the schema, where the owner or ante apply wrote it down.
#include "watch/deeds.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "ship/journal_schema.h"
#include "support/private_server.h"
#include "watch/watcher.h"

namespace ante::tests {
namespace {

using watch::Change;
using watch::Deed;

catalog::Difference dropped_index() {
  return {catalog::Difference::What::removed, "index", "public.bill_idx", "", "", ""};
}

TEST(WrittenDown, AChangeComesAfterTheFirstCommandAndHasItsAuthors) {
  Change change{.from = 1'000, .to = 1'010};
  put_down({{4, "by anna from psql", "DROP INDEX public.bill_idx"}, {2, "by ben from psql", "ALTER TABLE public.bill"}},
           {dropped_index()}, change);
  EXPECT_EQ(change.from, 1'006);
  EXPECT_EQ(change.to, 1'010) << "when its transaction ended nobody knows";
  ASSERT_EQ(change.by.size(), 2u);
  EXPECT_EQ(change.by[0], "by anna from psql at 00:16:46: DROP INDEX public.bill_idx");
}

TEST(WrittenDown, ALongTransactionMovesNoTimeBack) {
  Change change{.from = 1'000, .to = 1'010};
  put_down({{500, "by anna", "DROP INDEX public.bill_idx"}}, {dropped_index()}, change);
  EXPECT_EQ(change.from, 1'000);
}

// Of roles no event trigger hears: they may have been changed before.
TEST(WrittenDown, WhatIsDoneToRolesKeepsItsTime) {
  Change change{.from = 1'000, .to = 1'010};
  put_down({{4, "by anna", "DROP INDEX public.bill_idx"}},
           {dropped_index(), {catalog::Difference::What::added, "role", "guest", "", "", ""}}, change);
  EXPECT_EQ(change.from, 1'000);
}

class Deeds : public testing::TestWithParam<int> {
 protected:
  std::vector<Deed> read() {
    auto deeds = reader_.read(server_);
    EXPECT_TRUE(deeds) << deeds.error().what;
    return deeds.value_or(std::vector<Deed>());
  }
  static std::string all(const std::vector<Deed>& deeds) {
    std::string text;
    for (auto& one : deeds) text += one.by + ": " + one.what + "\n";
    return text;
  }
  void install() { run(server_, watch::trigger_sql()); }

  pg::Cluster cluster_ = private_server(GetParam());
  pg::Connection server_ = connect(cluster_);
  watch::DeedReader reader_;
};
INSTANTIATE_TEST_SUITE_P(On, Deeds, testing::ValuesIn(tested_majors()), testing::PrintToStringParamName());

TEST_P(Deeds, TheTriggersWriteDownWhoAndWhatAndNeverTheText) {
  install();
  run(server_, "CREATE ROLE anna LOGIN; GRANT ALL ON SCHEMA public TO anna; CREATE TABLE before (id int)");
  EXPECT_EQ(all(read()), "") << "what was there before it was looked at is no news";
  auto anna = connect(cluster_, "postgres", "anna");
  run(anna, "SET application_name = 'deploy tool'; CREATE TABLE bill (id int, note text DEFAULT 'a secret')");
  run(anna, "CREATE INDEX bill_note_idx ON bill (note) WHERE note <> 'a secret'; CREATE TEMP TABLE mine (id int)");
  run(anna, "ALTER TABLE bill DROP COLUMN note");
  auto said = all(read());
  for (auto* line : {"by anna from deploy tool: CREATE TABLE public.bill\n",
                     "by anna from deploy tool: CREATE INDEX public.bill_note_idx\n",
                     "by anna from deploy tool: DROP TABLE COLUMN public.bill.note\n"})
    EXPECT_TRUE(contains(said, line)) << line << " in\n" << said;
  EXPECT_LT(said.find("CREATE TABLE"), said.find("CREATE INDEX")) << said;
  EXPECT_FALSE(contains(said, "secret") || contains(said, "mine") || contains(said, "before")) << said;
  EXPECT_EQ(server_.scalar("SELECT count(*) FROM ante_watch.command c WHERE c::text ~ 'secret'"), "0");
  EXPECT_EQ(all(read()), "") << "each is told once";
}

// A row's number is given before it can be seen.
TEST_P(Deeds, WhatIsCommittedLaterIsReadThen) {
  install();
  run(server_, "CREATE TABLE bill (id int)");
  read();
  auto slow = connect(cluster_);
  run(slow, "BEGIN; CREATE TABLE slow (id int)");
  run(server_, "ALTER TABLE bill ADD COLUMN quick int");
  EXPECT_TRUE(contains(all(read()), "ALTER TABLE public.bill"));
  run(slow, "COMMIT");
  auto said = all(read());
  EXPECT_TRUE(contains(said, "CREATE TABLE public.slow")) << said;
  EXPECT_FALSE(contains(said, "bill")) << said;
}

TEST_P(Deeds, NoCommandFailsOrWaitsForTheTriggers) {
  install();
  auto other = connect(cluster_);
  run(other, "BEGIN; LOCK ante_watch.command IN ACCESS EXCLUSIVE MODE");
  EXPECT_TRUE(server_.execute("CREATE TABLE while_it_is_locked (id int)"));
  run(other, "ROLLBACK");
  run(server_, "ALTER TABLE ante_watch.command RENAME COLUMN tag TO label");
  EXPECT_TRUE(server_.execute("CREATE TABLE while_it_is_broken (id int)"));
  EXPECT_TRUE(server_.execute("DROP TABLE while_it_is_broken"));
}

TEST_P(Deeds, ItKeepsNoMoreThanItMay) {
  install();
  run(server_,
      "INSERT INTO ante_watch.command (at, who, tag, transaction) SELECT now(), 'x', 'x', 1 FROM generate_series(1, "
      "10599)");
  for (int i = 0; i < 2; ++i) run(server_, fmt::format("CREATE TABLE t{0} (id int); DROP TABLE t{0}", i));
  EXPECT_EQ(server_.scalar("SELECT min(number) > 500 AND count(*) <= 10100 FROM ante_watch.command"), "t");
}

TEST_P(Deeds, AllOfItIsTakenAwayAsItSays) {
  install();
  std::string sql(watch::trigger_sql());
  auto begin = sql.find("DROP EVENT TRIGGER"), end = sql.find('\n', begin);
  run(server_, sql.substr(begin, end - begin));
  EXPECT_EQ(server_.scalar("SELECT (SELECT count(*) FROM pg_event_trigger) + (SELECT count(*) FROM pg_namespace WHERE "
                           "nspname = 'ante_watch')"),
            "0");
  EXPECT_EQ(all(read()), "");
}

TEST_P(Deeds, ARoleThatMayNotReadItSeesNothingAndNoError) {
  install();
  run(server_,
      "CREATE ROLE guest LOGIN; CREATE SCHEMA ante; CREATE TABLE ante.event (id int); CREATE TABLE ante.change (id "
      "int)");
  auto guest = connect(cluster_, "postgres", "guest");
  auto deeds = reader_.read(guest);
  ASSERT_TRUE(deeds) << deeds.error().what;
  EXPECT_TRUE(deeds->empty());
}

TEST_P(Deeds, TheJournalSaysWhatWasShipped) {
  ASSERT_TRUE(ship::make_journal(server_));
  read();
  run(server_,
      "INSERT INTO ante.change (name, content, plan_hash, plan, undo_sql, state, verdict, begun_by) "
      "VALUES ('more', '', '', '', '', 'applied', 'green', 'anna');"
      "INSERT INTO ante.event (change, step, what, token) VALUES (1, NULL, 'begun', 1), (1, 1, 'up begun', 1), (1, 1, "
      "'up', 1), "
      "(1, 2, 'failed', 1), (1, 1, 'down', 1)");
  EXPECT_EQ(all(read()),
            "shipped by ante apply, begun by anna: plan more, step 1\n"
            "taken back by ante undo, begun by anna: plan more, step 1\n");
}

}  // namespace
}  // namespace ante::tests
