// Drills: how they are written down, and one that is played.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "drill/begin.h"
#include "drill/description.h"
#include "load/app.h"
#include "os/folders.h"
#include "support/private_cache.h"
#include "support/repository.h"
#include "support/run.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;
using ante::tests::Ended;
using ante::tests::repository;
using ante::tests::run;

class DrillFolder : public ::testing::Test {
 protected:
  Error refused(std::string_view text) {
    std::ofstream(folder_.path() / "drill.toml") << text;
    auto drill = drill::read_description(folder_.path());
    EXPECT_FALSE(drill) << text;
    return drill ? Error{} : drill.error();
  }
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("drill");
};

TEST_F(DrillFolder, SizesFollowFromOneAnother) {
  std::ofstream(folder_.path() / "drill.toml") << "[sizes]\nb = \":rows / 10\"\na = \":b + 1\"\nrows = 100\n";
  auto drill = drill::read_description(folder_.path());
  ASSERT_TRUE(drill) << drill.error().what;
  EXPECT_EQ(drill->sizes, (std::map<std::string, std::int64_t>{{"rows", 100}, {"b", 10}, {"a", 11}}));
  drill = drill::read_description(folder_.path(), {{"rows", 1000}});
  EXPECT_EQ(drill->sizes.at("a"), 101);
}

TEST_F(DrillFolder, WhatIsWrongIsNamedWithLineAndColumn) {
  EXPECT_NE(refused("title = \"x\"\nrats = 5\n").what.find("drill.toml:2:1: there is no key 'rats'"),
            std::string::npos);
  EXPECT_NE(refused("[traffic]\nrate = \"fast\"\n").what.find("drill.toml:2:8: the value of 'rate' must be a number"),
            std::string::npos);
  EXPECT_NE(refused("title = \"x\n").what.find("drill.toml:1:"), std::string::npos);
  EXPECT_NE(refused("[sizes]\na = \":b\"\nb = \":a\"\n").what.find("there is no variable"), std::string::npos);
  EXPECT_EQ(refused("[traffic]\nrate = 0\n").exit, Exit::bad_input);
  EXPECT_EQ(refused("[seconds]\npeace = 0\n").exit, Exit::bad_input);
}

TEST_F(DrillFolder, DrillThatIsNotThereIsBadInput) {
  Ended ended = run("ante drill run nothing-of-the-kind");
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("there are "), std::string::npos) << ended.err;
  EXPECT_EQ(run("ante drill run").code, 2);
  EXPECT_EQ(run("ante drill run " + folder_.path().string() + "/none").code, 2);
}

TEST_F(DrillFolder, NewOneIsNotMadeOverAnother) {
  std::ofstream(folder_.path() / "mine") << "x";
  EXPECT_EQ(drill::begin(folder_.path()).error().exit, Exit::bad_input);
}

TEST(Drills, EachThatComesWithAnteIsReadable) {
  for (auto& entry : fs::directory_iterator(repository() / "drills")) {
    auto drill = drill::read_description(entry.path());
    ASSERT_TRUE(drill) << drill.error().what;
    for (auto* file : {"schema.sql", "story.md"}) EXPECT_TRUE(fs::exists(entry.path() / file)) << entry.path();
    for (auto& version : {drill->before, drill->after, drill->hotfix}) {
      if (version.empty()) continue;
      auto app = load::read_app(version, drill->sizes);
      EXPECT_TRUE(app) << app.error().what;
    }
  }
}

// Small and quick.
void hasten(const fs::path& drill, int outage = 9) {
  auto file = drill / "drill.toml";
  auto text = os::read_file(file).value_or("");
  if (auto seconds = text.find("[seconds]"); seconds != std::string::npos)
    text.erase(seconds, text.find("\n[", seconds) - seconds);
  std::ofstream(file) << text
                      << fmt::format("\n[seconds]\npeace = 8\noutage = {}\nrecovery = 3\ncode_back = 3\nhotfix = 3\n",
                                     outage);
}

// The change hurts, the good one does not, and nothing is left running.
nlohmann::json played_at(const fs::path& drill, int rows, int outage = 9) {
  PrivateCache cache;
  hasten(drill, outage);
  Ended ended =
      run(fmt::format("ante drill run {0} --rows {1} --format json -q --page {0}/page.html", drill.string(), rows));
  EXPECT_LE(ended.code, 1) << ended.err;
  auto page = nlohmann::json::parse(ended.out, nullptr, false);
  if (page.is_discarded()) return {};
  auto &then = page["as_it_was"], &now = page["with_the_good_change"];
  EXPECT_EQ(then["peace"]["failed"], 0) << then["peace"];
  EXPECT_EQ(now["struck"]["failed"], 0) << now["struck"];
  for (auto* pass : {&then, &now}) {
    EXPECT_GT((*pass)["writes"]["acknowledged"], 0);
    EXPECT_EQ((*pass)["writes"]["lost"], 0);
    EXPECT_EQ((*pass)["writes"]["doubled"], 0);
    EXPECT_EQ((*pass)["writes"]["uninvited"], 0);
  }
  EXPECT_EQ(page["stages"]["undone"]["state"], "not yet");
  EXPECT_EQ(page["full"], false) << "no stage is taken for done that was not played";
  EXPECT_TRUE(page.contains("heard")) << page["stages"];
  EXPECT_GT(fs::file_size(drill / "page.html"), 4'000u);
  EXPECT_TRUE(cache.nothing_left());
  return page;
}

nlohmann::json played(const std::string& name, int rows, int outage = 9) {
  auto folder = *os::TemporaryFolder::make(name);
  fs::copy(repository() / "drills" / name, folder.path() / name, fs::copy_options::recursive);
  return played_at(folder.path() / name, rows, outage);
}

// What came of the change that struck, without the figures of each second.
std::string of_it(const nlohmann::json& page) {
  auto then = page["as_it_was"];
  for (auto* much : {"seconds", "endpoints"}) then.erase(much);
  return then.dump(1);
}

double waited(const nlohmann::json& phase) { return phase["ms"]["p99"].get<double>(); }

TEST(Drills, WhatIsMissingInItIsSaidBeforeAnythingIsMade) {
  PrivateCache cache;
  auto folder = *os::TemporaryFolder::make("new");
  auto place = folder.path() / "shop";
  auto refused = [&](std::string_view words) {
    Ended ended = run("ante drill run " + place.string());
    EXPECT_EQ(ended.code, 2);
    EXPECT_NE(ended.err.find(words), std::string::npos) << ended.err;
    EXPECT_TRUE(cache.running().empty());
    fs::remove_all(place);
  };
  auto begin = [&] { ASSERT_TRUE(drill::begin(place)); };
  begin(), fs::remove_all(place / "changes/good"), refused("changes/good");
  begin(), fs::remove_all(place / "app/v2"), refused("app/v2");
  begin();
  std::ofstream(place / "drill.toml", std::ios::app) << "slow = 'nothing'\n";
  refused("'nothing'");
}

// Commands that are started for it begin elsewhere.
TEST(Drills, PathMayBeRelativeAndTheWholeHasAllStages) {
  auto folder = *os::TemporaryFolder::make("new");
  ASSERT_TRUE(drill::begin(folder.path() / "shop"));
  std::ofstream(folder.path() / "shop/drill.toml", std::ios::app)
      << "\n[seconds]\npeace = 2\noutage = 2\nrecovery = 1\n";
  Ended ended =
      run(fmt::format("cd {} && ante drill run ./shop/ --rows 20000 --whole --format json -q", folder.path().string()));
  auto page = nlohmann::json::parse(ended.out, nullptr, false);
  ASSERT_FALSE(page.is_discarded()) << ended.err;
  EXPECT_EQ(page["drill"], "shop");
  std::vector<std::string> stages;
  for (auto& [name, stage] : page["stages"].items())
    if (stage["state"] != "not yet") stages.push_back(name);
  EXPECT_EQ(join(stages, ", "), "explained, prevented, seen, undone, written up") << page["stages"];
  EXPECT_TRUE(page.contains("as_it_was") && page.contains("taken_back"));
  EXPECT_EQ(page["stages"]["prevented"]["state"], "done") << page["stages"];
}

TEST(Drills, NewOnePlays) {
  auto folder = *os::TemporaryFolder::make("new");
  auto place = folder.path() / "shop";
  ASSERT_EQ(run("ante drill new " + place.string()).code, 0);
  auto page = played_at(place, 100'000);
  EXPECT_GT(waited(page["as_it_was"]["struck"]), 2 * waited(page["as_it_was"]["peace"]));
  EXPECT_EQ(page["stages"]["prevented"]["state"], "done") << page["stages"];
}

TEST(Drills, SchoolPlays) {
  auto page = played("school", 150'000);
  EXPECT_GT(waited(page["as_it_was"]["struck"]), 2 * waited(page["as_it_was"]["peace"]));
  EXPECT_EQ(page["stages"]["prevented"]["state"], "done") << page["stages"];
}

TEST(Drills, TicketsPlay) {
  auto page = played("tickets", 30'000, 30);  // long enough to be seen on a slow machine
  EXPECT_TRUE(page["as_it_was"]["change"].contains("failed"));
  EXPECT_GT(page["as_it_was"]["struck"]["errors"]["42703"], 0) << "columns that are not there";
  EXPECT_EQ(page["as_it_was"]["afterwards"]["failed"], 0) << of_it(page);
  EXPECT_EQ(page["stages"]["prevented"]["state"], "done") << page["stages"];
  // What else is seen, and whether the way to the database is cleared, depends on what goes on beside this test.
  bool is_named = std::ranges::any_of(page["heard"], [](auto& event) {
    return event["kind"] == "suspect" && event["about"] == "failures" &&
           contains(event["says"].template get<std::string>(), "public.ticket.stat");
  });
  EXPECT_TRUE(is_named) << page["heard"];
  EXPECT_NE(page["stages"]["explained"]["state"], "not yet") << page["stages"];
  EXPECT_TRUE(contains(page["postmortem"].get<std::string>(), "of all transactions are rolled back"))
      << page["postmortem"];
}

TEST(Drills, SignupPlays) {
  auto page = played("signup", 200'000);
  EXPECT_GT(page["as_it_was"]["endpoints"]["sign_in"]["struck"]["ms"]["p50"],
            page["as_it_was"]["endpoints"]["sign_in"]["peace"]["ms"]["p50"]);
  EXPECT_NE(page["as_it_was"]["hotfix"].value("not_started", "").find("session-store 2.4.1 is required"),
            std::string::npos);
  EXPECT_GT(page["as_it_was"]["hurried"]["errors"].value("no connection", 0), 0) << "there was no site at all";
  EXPECT_EQ(page["as_it_was"]["afterwards"]["failed"], 0) << of_it(page);
  EXPECT_EQ(page["stages"]["prevented"]["state"], "done") << page["stages"];
}

class TakenBack : public ::testing::TestWithParam<std::pair<const char*, int>> {};
INSTANTIATE_TEST_SUITE_P(In, TakenBack,
                         ::testing::Values(std::pair{"school", 100'000}, std::pair{"tickets", 30'000},
                                           std::pair{"signup", 100'000}),
                         [](auto& one) { return std::string(one.param.first); });

TEST_P(TakenBack, WithNothingLostAndPeopleAreServedAgain) {
  auto [name, rows] = GetParam();
  PrivateCache cache;
  auto folder = *os::TemporaryFolder::make("drill");
  auto drill = folder.path() / name;
  fs::copy(repository() / "drills" / name, drill, fs::copy_options::recursive);
  hasten(drill);
  Ended ended = run(fmt::format("ante drill run {} --rows {} --undo --format json -q", drill.string(), rows));
  auto page = nlohmann::json::parse(ended.out, nullptr, false);
  ASSERT_FALSE(page.is_discarded()) << ended.err;
  // How many seconds it takes on the machine that this runs on is a drill's to say at its full size.
  for (auto& goal : page["goals"]) {
    bool of_time = contains(goal["what"].get<std::string>(), "within 60 s");
    EXPECT_TRUE(of_time || goal["met"] == true) << goal;
  }
  for (auto& [by, pass] : page["taken_back"].items()) EXPECT_EQ(pass["afterwards"]["failed"], 0) << by << pass["undo"];
  EXPECT_EQ(page["full"], ended.code == 0) << ended.err;
  EXPECT_EQ(page["taken_back"].size(), std::string_view(name) == "tickets" ? 2u : 1u) << "back, and forward";
  EXPECT_TRUE(cache.nothing_left());
}

TEST(Drills, InterruptedOneLeavesNothing) {
  PrivateCache cache;
  for (auto* pause : {"1.5", "6"}) {
    Ended ended = run(fmt::format("timeout --foreground -s INT {} ante drill run school --rows 5000 -q", pause));
    EXPECT_EQ(ended.code, 124) << ended.err;
    EXPECT_TRUE(eventually([&] { return cache.nothing_left(); }));
  }
}

}  // namespace
}  // namespace ante::tests
