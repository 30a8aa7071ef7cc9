// What can go wrong while a drill is played: somebody presses Ctrl-C, the server dies, the disk is full.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "drill/begin.h"
#include "drill/confounder.h"
#include "os/folders.h"
#include "os/process.h"
#include "support/private_cache.h"
#include "support/small_disk.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

// A drill of a few seconds, and an ante that plays it.
class Player {
 public:
  explicit Player(int rows, const std::vector<std::string>& more = {}) {
    auto shop = folder_.path() / "shop";
    if (!drill::begin(shop)) std::abort();
    std::ofstream(shop / "drill.toml", std::ios::app)
        << "processor = 0.01\n\n[seconds]\npeace = 2\noutage = 4\nrecovery = 2\n";
    os::Descriptor said(::open(said_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    std::vector<std::string> arguments{"drill", "run", shop.string(), "--rows", std::to_string(rows)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto process = os::Process::start(
        {.path = ANTE_BINARY, .arguments = arguments, .environment = os::environment_with({}), .output = said.get()});
    if (!process) std::abort();
    process_ = *std::move(process);
  }

  std::string said() const { return os::read_file(said_).value_or(""); }
  // Whether it came so far.
  bool reaches(const std::string& stage) {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (!contains(said(), "ante: " + stage)) {
      if (process_->wait(Millis{20}) || std::chrono::steady_clock::now() > deadline) return false;
    }
    return true;
  }
  // What it said at last, as JSON; discarded where there is none.
  nlohmann::json page() const {
    auto all = said();
    auto begin = all.find("\n{");
    return nlohmann::json::parse(begin == all.npos ? "" : all.substr(begin), nullptr, false);
  }
  os::Process& process() { return *process_; }
  os::Ending end() { return process_->wait(Millis{240'000}).value_or(os::Ending{-1, 0}); }

 private:
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("drill");
  fs::path said_ = folder_.path() / "said";
  std::optional<os::Process> process_;
};

pid_t server_of(const PrivateCache& cache) {
  for (auto& folder : cache.running())
    if (auto number = os::read_file(folder / "data/postmaster.pid")) return std::atoi(number->c_str());
  return 0;
}

class InterruptedDrill : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(At, InterruptedDrill,
                         testing::Values("making the system's schema", "making the system's data", "raising the system",
                                         "the traffic begins", "peace", "the change is deployed",
                                         "undoing it as they did", "afterwards", "holding the acknowledged writes",
                                         "ante capture", "ante check, of the change that struck", "ante plan",
                                         "undoing it with antemortem"),
                         [](auto& at) {
                           std::string name;
                           for (char c : std::string_view(at.param))
                             if (std::isalpha(static_cast<unsigned char>(c))) name += c;
                           return name;
                         });

TEST_P(InterruptedDrill, LeavesNothing) {
  PrivateCache cache;
  bool taken_back = contains(GetParam(), "with antemortem");
  Player player(20'000, taken_back ? std::vector<std::string>{"--undo"} : std::vector<std::string>{});
  ASSERT_TRUE(player.reaches(GetParam())) << player.said();
  player.process().signal(SIGINT);
  EXPECT_EQ(player.end().signal, SIGINT) << player.said();
  EXPECT_TRUE(eventually([&] { return cache.nothing_left(); }));
}

TEST(TroubledDrill, ServerThatDiesIsTheEndOfIt) {
  PrivateCache cache;
  Player player(20'000);
  ASSERT_TRUE(player.reaches("peace"));
  auto server = server_of(cache);
  ASSERT_GT(server, 1);
  ::kill(server, SIGKILL);
  EXPECT_EQ(player.end().exit_code, 3);
  EXPECT_TRUE(contains(player.said(), "ended by itself: signal 9 (Killed)")) << player.said();
  EXPECT_TRUE(eventually([&] { return cache.nothing_left(); }));
}

TEST(TroubledDrill, WhatWasAcknowledgedSurvivesTheCrashOfAServerProcess) {
  PrivateCache cache;
  Player player(20'000, {"--format", "json"});
  ASSERT_TRUE(player.reaches("the change is deployed"));
  auto server = server_of(cache);
  ASSERT_GT(server, 1);
  auto children = split(os::read_file(fmt::format("/proc/{0}/task/{0}/children", server)).value_or(""), ' ');
  ASSERT_GT(children.size(), 12u) << "the application is connected";
  // The tenth belongs to the application: the server's own come first, and what deploys the change last.
  ASSERT_EQ(::kill(std::atoi(children[9].c_str()), SIGKILL), 0);
  EXPECT_EQ(player.end().exit_code, 1) << player.said();
  auto page = player.page();
  ASSERT_FALSE(page.is_discarded()) << player.said();
  auto& writes = page["as_it_was"]["writes"];
  EXPECT_GT(writes["acknowledged"], 0);
  auto errors = page["as_it_was"]["struck"].value("errors", nlohmann::json::object());
  EXPECT_TRUE(errors.contains("57P02") || errors.contains("57P03") || errors.contains("connection lost")) << errors;
  EXPECT_EQ(writes["lost"], 0) << writes;
  EXPECT_EQ(writes["doubled"], 0) << writes;
  EXPECT_EQ(writes["uninvited"], 0) << writes;
  EXPECT_TRUE(cache.nothing_left());
}

TEST(TroubledDrill, FullDiskIsOneClearMessage) {
  SmallDisk disk(80);
  Player player(2'000'000);
  EXPECT_EQ(player.end().exit_code, 3) << player.said();
  EXPECT_TRUE(contains(player.said(), "free some space")) << player.said();
  EXPECT_TRUE(disk.around().servers().empty());
  EXPECT_TRUE(fs::is_empty(disk.path() / "running"));
}

TEST(TroubledDrill, DiskThatFillsMeanwhileIsOneClearMessage) {
  SmallDisk disk(400);
  Player player(20'000);
  ASSERT_TRUE(player.reaches("peace")) << player.said();
  disk.fill_before(player.process().pid());
  EXPECT_EQ(player.end().exit_code, 3) << player.said();
  EXPECT_TRUE(contains(player.said(), "free some space")) << player.said();
  EXPECT_TRUE(disk.around().servers().empty());
}

TEST(SecondDrill, FindsItsDataMade) {
  PrivateCache cache;
  for (bool first : {true, false}) {
    Player player(20'000);
    ASSERT_TRUE(player.reaches("peace")) << player.said();
    EXPECT_EQ(contains(player.said(), "making the system's data"), first);
    player.process().signal(SIGINT);
    EXPECT_EQ(player.end().signal, SIGINT);
  }
}

class ConfoundedDrill : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(By, ConfoundedDrill, testing::ValuesIn(drill::Confounder::kinds()),
                         [](auto& by) { return by.param; });

TEST_P(ConfoundedDrill, FeelsWhatGoesOnBesideTheChange) {
  PrivateCache cache;
  Player player(50'000, {"--format", "json", "--confound", GetParam()});
  EXPECT_EQ(player.end().exit_code, 1) << player.said();
  auto page = player.page();
  ASSERT_FALSE(page.is_discarded()) << player.said();
  for (auto* pass : {"as_it_was", "with_the_good_change"}) {
    auto& beside = page[pass]["beside"];
    EXPECT_EQ(beside["kind"], GetParam());
    // How much a busy loop, a disk hog or a vacuum gets of a machine is the machine's to decide.
    bool certain = GetParam() == "traffic" || GetParam() == "network" || GetParam() == "lock";
    EXPECT_TRUE(beside["felt"] == true || !certain) << beside["says"];
    EXPECT_NE(beside["says"], "");
    EXPECT_EQ(page[pass]["writes"]["lost"], 0);
    if (GetParam() == "network") {
      EXPECT_GE(beside["ms"]["p50"], 78) << "40 ms there, 40 ms back, as exact as the percentiles are";
    }
  }
  // A server beside a neighbour cannot take all of its processors: the goal is then of both.
  bool both = contains(page["goals"].dump(), "the server and its neighbour take 1.0 %");
  EXPECT_EQ(both, GetParam() == "cpu") << page["goals"];
  EXPECT_TRUE(eventually([&] { return cache.nothing_left(); }));
}

}  // namespace
}  // namespace ante::tests
