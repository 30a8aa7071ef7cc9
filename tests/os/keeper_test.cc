// A user's program is kept: whatever it starts, by whatever detour, ends with it, with ante, or when it is told to.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "os/folders.h"
#include "os/process.h"
#include "support/private_cache.h"

namespace ante::os {
namespace {

using tests::eventually;

// A program that writes down which processes it has left behind; each is called by a name of its own.
class Kept : public testing::Test {
 protected:
  Kept() : folder_(TemporaryFolder::make("kept").value()) {}

  Program program(const std::string& script) {
    return {.path = "/bin/sh",
            .arguments = {"-c", script},
            .environment = environment_with({"FOLDER=" + folder_.path().string()}),
            .kept = true};
  }
  std::vector<pid_t> left() {
    std::vector<pid_t> pids;
    auto text = read_file(folder_.path() / "pids");
    for (auto& line : split(text ? *text : "", '\n'))
      if (!trim(line).empty()) pids.push_back(std::atoi(line.c_str()));
    return pids;
  }
  bool all_left(std::size_t count) {
    auto pids = left();
    return pids.size() == count && std::ranges::all_of(pids, [](pid_t pid) { return ::kill(pid, 0) == 0; });
  }
  bool none_left() {
    return std::ranges::all_of(left(), [](pid_t pid) { return ::kill(pid, 0) != 0; });
  }

  TemporaryFolder folder_;
};

constexpr const char* leaves_three = R"sh(
  sh -c 'echo $$ >> "$FOLDER/pids"; exec sleep 1000' &
  setsid -f sh -c 'echo $$ >> "$FOLDER/pids"; exec sleep 1000'
  (trap "" TERM; setsid sh -c 'echo $$ >> "$FOLDER/pids"; while :; do sleep 1; done' >/dev/null 2>&1 &)
  while test "$(wc -l < "$FOLDER/pids")" -lt 3; do sleep 0.02; done
)sh";

TEST_F(Kept, EndsAsItWouldAlone) {
  auto refused = Process::start(program("exit 7"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->wait(Millis{20'000})->exit_code, 7);
  auto killed = Process::start(program("kill -9 $$"));
  ASSERT_TRUE(killed);
  EXPECT_EQ(killed->wait(Millis{20'000})->signal, SIGKILL);
  EXPECT_FALSE(Process::start({.path = "/nowhere/program", .kept = true}));
}

TEST_F(Kept, WhatItLeavesBehindEndsWithIt) {
  auto process = Process::start(program(leaves_three));
  ASSERT_TRUE(process);
  auto ending = process->wait(Millis{30'000});
  ASSERT_TRUE(ending);
  EXPECT_TRUE(ending->fine());
  EXPECT_EQ(left().size(), 3u);
  EXPECT_TRUE(none_left());
}

TEST_F(Kept, EndsWithAllOfItsOwnWhenNobodyWantsItAnyMore) {
  {
    auto process = Process::start(program(std::string(leaves_three) + "; sleep 1000"));
    ASSERT_TRUE(process);
    ASSERT_TRUE(eventually([&] { return all_left(3); }));
  }
  EXPECT_TRUE(none_left());
}

TEST_F(Kept, MayTidyUpBeforeItGoes) {
  auto sign = folder_.path() / "tidied";
  {
    auto process = Process::start(
        program("trap 'rm \"$FOLDER/tidied\"; exit' TERM; touch \"$FOLDER/tidied\"; while :; do sleep 0.05; done"));
    ASSERT_TRUE(process);
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(sign); }));
  }
  EXPECT_FALSE(std::filesystem::exists(sign));
}

TEST_F(Kept, IsOfASessionOfItsOwnWithStandardSignals) {
  auto process = Process::start(
      program("{ grep -E 'SigIgn|SigBlk|NoNewPrivs' /proc/self/status | cut -f2; cut -d' ' -f6 /proc/self/stat; echo "
              "$$; } > \"$FOLDER/pids\""));
  ASSERT_TRUE(process);
  ASSERT_TRUE(process->wait(Millis{20'000}));
  auto lines = split(trim(read_file(folder_.path() / "pids").value()), '\n');
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "0000000000000000");
  EXPECT_EQ(lines[1], "0000000000000000");
  EXPECT_EQ(lines[2], "0");  // sudo works
  EXPECT_EQ(lines[3], lines[4]);
}

// ante is killed as hard as it goes, while the user's command runs beside its private server.
TEST_F(Kept, EndsWithAllOfItsOwnWhenAnteIsKilled) {
  tests::PrivateCache cache;
  auto script = std::string(leaves_three) + "; sleep 1000";
  auto ante = Process::start(
      {.path = ANTE_BINARY,
       .arguments = {"check", "-q", "--snapshot", ANTE_SOURCE "/examples/school/school.ante", "--run", script},
       .environment = environment_with({"FOLDER=" + folder_.path().string()})});
  ASSERT_TRUE(ante);
  eventually([&] { return all_left(3); });
  auto ended = ante->wait(Millis{0});
  ASSERT_TRUE(all_left(3)) << left().size() << " processes; ante: " << (ended ? ended->shown() : "still at it");
  ante->signal(SIGKILL);
  ASSERT_TRUE(ante->wait(Millis{20'000}));
  EXPECT_TRUE(eventually([&] { return none_left(); }));
  EXPECT_TRUE(eventually([&] { return cache.servers().empty(); }));
}

}  // namespace
}  // namespace ante::os
