// The machine beneath a server, of files that are made up; and what is said of it.
#include "watch/host.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "os/folders.h"
#include "watch/around.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

class Machine : public testing::Test {
 protected:
  void write(const fs::path& path, const std::string& text) const {
    fs::create_directories((folder_.path() / path).parent_path());
    std::ofstream(folder_.path() / path) << text;
  }
  // So many ticks since the boot, of two processors.
  void processors(double taken, double idle) const {
    write("stat", fmt::format("cpu  {} 0 0 {} 0 0 0 0 0 0\ncpu0 1 2 3\ncpu1 1 2 3\nintr 5\n", taken, idle));
  }
  void process(int pid, int parent, double user, double of_children, const std::string& name = "postgres") const {
    write(fmt::format("{}/stat", pid), fmt::format("{} ({}) S {} 1 1 0 -1 0 0 0 0 0 {} 10 {} 0 20 0 1 0 999 0\n", pid,
                                                   name, parent, user, of_children));
  }
  void children(const std::string& pids) const { write("100/task/100/children", pids); }

  os::TemporaryFolder folder_ = std::move(*os::TemporaryFolder::make("machine"));
};

TEST_F(Machine, WhatTheServerTakesIsToldFromWhatOthersTake) {
  watch::HostProbe probe(folder_.path(), 100);
  processors(1'000, 1'000);
  process(100, 1, 50, 0), process(101, 100, 10, 0), process(102, 100, 10, 0, "a) b (c"), process(200, 1, 10, 0);
  children("101 102 ");
  auto first = probe.look(1);
  EXPECT_EQ(first.processors, 2);
  EXPECT_FALSE(first.taken) << "there is nothing to compare with";
  // Of 400 ticks 300 are taken: 100 by the server, and the rest by somebody else.
  processors(1'300, 1'100);
  process(101, 100, 70, 0), process(102, 100, 50, 0, "a) b (c"), process(200, 1, 210, 0);
  auto second = probe.look(3);
  ASSERT_TRUE(second.taken && second.by_server);
  EXPECT_DOUBLE_EQ(*second.taken, 1.5);
  EXPECT_DOUBLE_EQ(*second.by_server, 0.5);
}

// What a session did that has ended is counted with its parent.
TEST_F(Machine, ASessionThatEndedIsCountedStill) {
  watch::HostProbe probe(folder_.path(), 100);
  processors(1'000, 1'000);
  process(100, 1, 50, 0), process(101, 100, 90, 0);
  children("101 ");
  probe.look(1);
  processors(1'100, 1'100);
  process(100, 1, 50, 150);  // 90 and its 10 of the system, and 50 more
  children("");
  auto host = probe.look(3);
  ASSERT_TRUE(host.by_server);
  EXPECT_DOUBLE_EQ(*host.by_server, 0.5);
}

TEST_F(Machine, WhatIsNotKnownIsNotSaid) {
  watch::HostProbe none(folder_.path() / "none", 100);
  none.look(1);
  auto host = none.look(2);
  EXPECT_FALSE(host.taken || host.by_server || host.waits_for_disk || host.memory_left);
  watch::HostProbe without_server(folder_.path(), 100);
  processors(1'000, 1'000);
  without_server.look(1);
  processors(1'100, 1'000);
  host = without_server.look(2);
  EXPECT_TRUE(host.taken);
  EXPECT_FALSE(host.by_server);
}

TEST_F(Machine, PressureAndMemoryAreShares) {
  write("pressure/io", "some avg10=12.50 avg60=1.00 avg300=0.00 total=5\nfull avg10=1.00 avg60=0.00\n");
  write("pressure/memory", "some avg10=0.00 avg60=1.00 avg300=0.00 total=5\n");
  write("pressure/cpu", "nonsense");
  write("meminfo", "MemTotal:       4000 kB\nMemFree:         10 kB\nMemAvailable:   1000 kB\n");
  auto host = watch::HostProbe(folder_.path(), 0).look(1);
  EXPECT_EQ(host.waits_for_disk, 0.125);
  EXPECT_EQ(host.waits_for_memory, 0.0);
  EXPECT_FALSE(host.waits_for_processors);
  EXPECT_EQ(host.memory_left, 0.25);
}

TEST_F(Machine, TheServerIsHereWhereOneOfItsSessionsIs) {
  process(101, 100, 1, 1);
  write("101/cmdline", "postgres: 15/main: app shop [local] idle");
  EXPECT_EQ(watch::postmaster_of(folder_.path(), 101, "app", "shop"), 100);
  EXPECT_EQ(watch::postmaster_of(folder_.path(), 101, "app", "another"), 0);
  EXPECT_EQ(watch::postmaster_of(folder_.path(), 102, "app", "shop"), 0);
  write("101/cmdline", "vim app shop [local]");
  EXPECT_EQ(watch::postmaster_of(folder_.path(), 101, "app", "shop"), 0);
}

TEST(Disk, IsSaidToBeFullBeforeItIs) {
  watch::Disk disk;
  auto nearly = disk.limits({.bytes = 100e9, .left = 9e9}, 0);
  ASSERT_EQ(nearly.size(), 1u) << "nobody knows yet how fast it fills";
  EXPECT_DOUBLE_EQ(nearly[0].share, 0.91);
  EXPECT_GE(nearly[0].share, nearly[0].warned_at);
  EXPECT_TRUE(nearly[0].is_level);
}

TEST(Disk, ThatItFillsIsSeenInHalfAnHour) {
  watch::Disk disk;
  std::vector<watch::Limit> limits;
  for (int minute = 0; minute <= 40; ++minute)  // 1.2 GB an hour
    limits = disk.limits({.bytes = 100e9, .left = 20e9 - minute * 0.02e9}, minute * 60);
  ASSERT_EQ(limits.size(), 2u);
  EXPECT_GE(limits[1].share, limits[1].warned_at);
  EXPECT_TRUE(contains(limits[1].says, "full in 16.0 hours")) << limits[1].says;
  EXPECT_FALSE(limits[1].is_level);
}

TEST(Disk, AFileThatComesAndGoesIsNoTrend) {
  watch::Disk disk;
  for (int minute = 0; minute <= 90; ++minute) {
    auto limits = disk.limits({.bytes = 100e9, .left = minute % 20 < 5 ? 11e9 : 20e9}, minute * 60);
    EXPECT_TRUE(limits.size() < 2 || limits[1].share < limits[1].warned_at) << minute;
  }
}

TEST(AroundADatabase, ItIsSaidHowItIsAndHowItWas) {
  watch::Around around;
  watch::Surroundings surroundings;
  around.tell(surroundings);
  EXPECT_FALSE(surroundings.machine || surroundings.checkpoints);
  auto host = [](double taken) {
    return watch::Host{.at = 1, .processors = 2, .taken = taken, .by_server = 0.25, .waits_for_disk = 0.5};
  };
  for (int i = 0; i < 10; ++i) around.see(host(0.5), true);
  for (int i = 0; i < 10; ++i) around.see(host(1.75), false);
  for (int i = 0; i < 10; ++i) around.count_checkpoints(i, i * 60, true);
  around.count_checkpoints(19, 600, false);
  around.tell(surroundings);
  ASSERT_TRUE(surroundings.machine && surroundings.checkpoints);
  EXPECT_DOUBLE_EQ(surroundings.machine->others.now, 1.5);
  EXPECT_DOUBLE_EQ(surroundings.machine->others.usual, 0.25);
  EXPECT_DOUBLE_EQ(surroundings.machine->taken, 1.75);
  EXPECT_EQ(surroundings.machine->processors, 2);
  EXPECT_TRUE(surroundings.machine->waits_for_disk);
  EXPECT_FALSE(surroundings.machine->waits_for_memory);
  EXPECT_DOUBLE_EQ(surroundings.checkpoints->now, 10);
  EXPECT_DOUBLE_EQ(surroundings.checkpoints->usual, 1);
}

}  // namespace
}  // namespace ante::tests
