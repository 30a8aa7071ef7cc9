// ante calendar as people call it, and the mark that a shipment leaves.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "os/folders.h"
#include "ship/plan_text.h"
#include "store/history.h"
#include "support/private_server.h"
#include "support/run.h"

namespace ante::tests {
namespace {

class CalendarCommand : public testing::Test {
 protected:
  CalendarCommand() { EXPECT_TRUE(store::History::open(store_, "postgres")); }
  Ended calendar(const std::string& words = "") const {
    return run(fmt::format("ante calendar {} --store '{}'", words, store_));
  }
  std::vector<incident::Event> events() const { return *store::History::read(store_)->events(); }

  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("calendar");
  std::string store_ = (folder_.path() / "shop.sqlite").string();
};

TEST_F(CalendarCommand, ListsWhatIsPlannedAndDueInOneOrder) {
  EXPECT_TRUE(contains(calendar().out, "Nothing is planned")) << calendar().err;
  auto first = calendar("add 'deploy v43' --at '2999-12-03 10:00' --for 30m --by ben");
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_FALSE(contains(first.out, "at the same time")) << first.out;
  auto second = calendar("add 'vacuum of bill' --at '2999-12-03 10:10' --by anna");
  EXPECT_TRUE(contains(second.out, "at the same time: deploy v43 (ben) [1], from 2999-12-03 10:00:00")) << second.out;
  ASSERT_EQ(
      run(fmt::format("ante incident action 'an index' --owner anna --due 2999-12-02 --check 'drill mine' --store "
                      "'{}'",
                      store_))
          .code,
      0);
  auto listed = calendar().out;
  EXPECT_LT(listed.find("an index (anna) [3]"), listed.find("deploy v43 (ben) [1]")) << listed;
  EXPECT_LT(listed.find("deploy v43 (ben) [1]"), listed.find("vacuum of bill (anna) [2]")) << listed;
  EXPECT_TRUE(contains(listed, "at the same time as [2]")) << listed;
  EXPECT_EQ(nlohmann::json::parse(calendar("--format json").out).at("appointments").size(), 3u);
  EXPECT_TRUE(contains(calendar("--format ical").out, "SUMMARY:deploy v43 (ben)\r\n"));

  EXPECT_EQ(calendar("drop 1 'not before Christmas' --by ben").code, 0);
  listed = calendar().out;
  EXPECT_FALSE(contains(listed, "deploy v43") || contains(listed, "at the same time")) << listed;
  EXPECT_EQ(events().size(), 4u);
  EXPECT_EQ(events().back().says, "not before Christmas");
}

TEST_F(CalendarCommand, BadInputSaysWhatToDo) {
  struct Call {
    std::string words, says;
  };
  for (auto& call : std::vector<Call>{{"add --at 18:00", "what is planned"},
                                      {"add 'deploy v43'", "what is planned"},
                                      {"add 'deploy v43' --at '2020-12-03 10:00'", "that is over"},
                                      {"add 'deploy v43' --at soon", "'soon' is no time"},
                                      {"add 'deploy v43' --at 18:00 --for ever", "--for"},
                                      {"add deploy v43 --at 18:00", "'v43' is one word too many"},
                                      {"drop 4", "'4' is the number of no plan"}}) {
    auto ended = calendar(call.words);
    EXPECT_EQ(ended.code, 2) << call.words << "\n" << ended.err;
    EXPECT_TRUE(contains(ended.err, call.says)) << call.words << "\n" << ended.err;
  }
  EXPECT_EQ(events().size(), 0u);
}

class ShippedChange : public CalendarCommand {
 protected:
  void SetUp() override {
    tests::run(session_, "CREATE TABLE a (id int)");
    ship::Plan plan{.name = "more", .content = "1", .server = "", .database = "postgres", .verdict = "green"};
    plan.steps = {{.title = "a column",
                   .locks = "AccessExclusiveLock on public.a, for a moment",
                   .up = {{"ALTER TABLE a ADD COLUMN more int"}},
                   .down = {{"ALTER TABLE a DROP COLUMN more"}}}};
    std::ofstream(folder_.path() / "plan.sql") << ship::text_of(plan);
  }
  std::string address() const {
    return fmt::format("--database 'postgresql://{}@/postgres?host={}'", pg::private_superuser,
                       server_.socket().string());
  }
  Ended apply(const std::string& options) const {
    return run(fmt::format("cd '{0}' && ANTE_STATE='{0}/state' ante apply plan.sql -q {1} {2}", folder_.path().string(),
                           address(), options));
  }
  pg::Cluster server_ = private_server();
  pg::Connection session_ = connect(server_);
};

TEST_F(ShippedChange, LeavesAMarkWithWhatWasPredictedAndWhatWasSeen) {
  auto ended = apply(fmt::format("--store '{}'", store_));
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(apply(fmt::format("--store '{}'", store_)).code,
            0);  // it is there: nothing was done, and nothing is marked
  ASSERT_EQ(events().size(), 1u);
  auto report = run(fmt::format("ante report --changes 1h --store '{}'", store_)).out;
  EXPECT_TRUE(contains(report, "| ante ships more [1] |")) << report;
  EXPECT_TRUE(contains(report, "| step 1: AccessExclusiveLock on public.a, for a moment | 1 step in ")) << report;
}

TEST_F(ShippedChange, ThatFailsLeavesOneTooAndNoHistoryKeepsNothingBack) {
  tests::run(session_, "ALTER TABLE a ADD COLUMN more int");
  EXPECT_EQ(apply(fmt::format("--store '{}'", store_)).code, 3);
  ASSERT_EQ(events().size(), 1u);
  EXPECT_TRUE(contains(join(events()[0].shown, "\n"), "observed: it ended before its time"))
      << events()[0].shown.size();
  tests::run(session_, "ALTER TABLE a DROP COLUMN more");
  auto ended = apply("--store nowhere.sqlite");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(contains(ended.err, "note: this is not marked in the history: nowhere.sqlite")) << ended.err;
  EXPECT_EQ(events().size(), 1u);
}

TEST_F(ShippedChange, IsMarkedInTheHistoryOfItsAddressWhereThatIsHere) {
  ASSERT_EQ(apply("").code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "state/watch"));
  auto state = fmt::format("ANTE_STATE='{}/state'", folder_.path().string());
  ASSERT_EQ(run(fmt::format("{} ante watch -q --for 1s {}", state, address())).code, 0);
  ASSERT_EQ(run(fmt::format("cd '{}' && ante undo -q {}", folder_.path().string(), address())).code, 0);
  ASSERT_EQ(apply("").code, 0);
  EXPECT_TRUE(contains(run(state + " ante report --changes 1h").out, "ante ships more"));
}

TEST_F(ShippedChange, WhatItKeepsStandsInTheCalendar) {
  ASSERT_EQ(apply("").code, 0);
  EXPECT_TRUE(contains(calendar(address()).out, "Nothing is planned")) << calendar(address()).err;
  tests::run(session_, "UPDATE ante.change SET keep_until = '2999-12-04 10:00+00'");
  auto listed = calendar(address()).out;
  EXPECT_TRUE(contains(listed, "2999-12-04 10:00  may go    what change 1 (more) has put aside")) << listed;
}

}  // namespace
}  // namespace ante::tests
