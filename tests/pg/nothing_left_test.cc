// Whatever way an ante ends, no server and no folder is left: at once, or after the next run's sweep.
#include <gtest/gtest.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include "base/text.h"
#include "os/folders.h"
#include "support/private_server.h"
#include "support/victim.h"

namespace ante {
namespace {

namespace fs = std::filesystem;
using tests::eventually;
using tests::Victim;

class NothingLeft : public testing::Test {
 protected:
  tests::PrivateCache cache;
};

bool alive(pid_t pid) { return ::kill(pid, 0) == 0 || errno == EPERM; }

TEST_F(NothingLeft, AfterANormalEnd) {
  {
    auto cluster = tests::private_server(15);
    EXPECT_FALSE(cache.servers().empty());
  }
  EXPECT_TRUE(cache.nothing_left());
}

class NothingLeftAfter : public NothingLeft, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Signals, NothingLeftAfter, testing::Values(SIGTERM, SIGHUP),
                         [](auto& param) { return std::string(::sigabbrev_np(param.param)); });

TEST_P(NothingLeftAfter, TheSignal) {
  Victim victim(cache);
  victim.process().signal(GetParam());
  auto ending = victim.process().wait(Millis{20'000});
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->signal, GetParam());
  EXPECT_TRUE(cache.nothing_left());
}

TEST(NothingLeftInAFreshCache, AfterCtrlCWhileTheClusterIsMade) {
  tests::PrivateCache cache(tests::Templates::own);
  auto ante = os::Process::start(
      {.path = ANTE_BINARY, .arguments = {"doctor", "--try", "15"}, .environment = os::environment_with({})});
  ASSERT_TRUE(ante);
  ASSERT_TRUE(eventually([&] { return !cache.running().empty(); }));  // initdb is at work
  ante->signal(SIGINT);
  auto ending = ante->wait(Millis{20'000});
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->signal, SIGINT);
  EXPECT_TRUE(cache.running().empty());
  EXPECT_TRUE(eventually([&] { return cache.servers().empty(); }));
}

TEST_F(NothingLeft, AfterSigkillTheServerGoesByItselfAndTheFolderWithTheNextRun) {
  Victim victim(cache);
  victim.process().signal(SIGKILL);
  ASSERT_TRUE(victim.process().wait(Millis{20'000}));
  EXPECT_TRUE(eventually([&] { return cache.servers().empty(); }));
  EXPECT_EQ(cache.running().size(), 1u);
  EXPECT_EQ(pg::sweep(), 1);
  EXPECT_TRUE(cache.nothing_left());
}

// A stopped process takes no signal but SIGKILL: it survives the death of its ante.
TEST_F(NothingLeft, OfAServerThatSurvivedItsAnte) {
  Victim victim(cache);
  ASSERT_EQ(::kill(victim.server(), SIGSTOP), 0);
  victim.process().signal(SIGKILL);
  ASSERT_TRUE(victim.process().wait(Millis{20'000}));
  EXPECT_TRUE(alive(victim.server()));
  EXPECT_EQ(pg::sweep(), 1);
  EXPECT_TRUE(eventually([&] { return cache.nothing_left(); }));
}

TEST_F(NothingLeft, OfAServerWhoseOwnerIsKilledAndRunsAgain) {
  {
    Victim(cache).process().signal(SIGKILL);
  }
  {
    auto cluster = tests::private_server(15);
  }
  EXPECT_TRUE(eventually([&] { return cache.nothing_left(); }));
}

TEST_F(NothingLeft, OfAServerThatCrashedNotEvenItsSharedMemory) {
  int id = -1;
  {
    auto cluster = tests::private_server(15);
    auto lines = split(os::read_file(cluster.data() / "postmaster.pid").value(), '\n');
    id = std::atoi(std::string(trim(lines[6].substr(lines[6].rfind(' ')))).c_str());
    shmid_ds about{};
    ASSERT_EQ(::shmctl(id, IPC_STAT, &about), 0);
    ASSERT_EQ(::kill(std::atoi(lines[0].c_str()), SIGKILL), 0);
  }
  EXPECT_TRUE(eventually([&] { return cache.nothing_left(); }));
  EXPECT_TRUE(eventually([&] {
    shmid_ds about{};
    return ::shmctl(id, IPC_STAT, &about) != 0;
  }));
}

TEST_F(NothingLeft, OfASocketBelowTmp) {
  auto deep = cache.path() / std::string(100, 'x');
  ::setenv("ANTE_CACHE", deep.c_str(), 1);
  fs::path socket;
  {
    auto cluster = tests::private_server(15);
    socket = cluster.socket();
    EXPECT_TRUE(socket.native().starts_with("/tmp/ante-"));
    tests::connect(cluster);
  }
  EXPECT_FALSE(fs::exists(socket));

  Victim victim(cache);
  socket = fs::path("/tmp") / ("ante-" + victim.folder().filename().string());
  victim.process().signal(SIGKILL);
  ASSERT_TRUE(victim.process().wait(Millis{20'000}));
  pg::sweep();
  EXPECT_FALSE(fs::exists(socket));
}

TEST_F(NothingLeft, ButTheLivingIsNotHarmedByASweep) {
  Victim victim(cache);
  EXPECT_EQ(pg::sweep(), 0);
  {
    auto another = tests::private_server(15);
  }
  EXPECT_TRUE(alive(victim.server()));
  EXPECT_TRUE(fs::exists(victim.folder() / "data"));
}

TEST_F(NothingLeft, ButAStrangerInTheFolderIsNotKilled) {
  auto folder = cache.path() / "running" / "1-abandoned";
  fs::create_directories(folder / "data");
  auto stranger = os::Process::start({.path = "/bin/sleep", .arguments = {"1000"}, .folder = folder / "data"});
  ASSERT_TRUE(stranger);
  // The number in the file was given to somebody else since.
  ASSERT_TRUE(os::write_file(folder / "data/postmaster.pid",
                             fmt::format("{}\n{}\n", stranger->pid(), (folder / "data").string())));
  EXPECT_EQ(pg::sweep(), 1);
  EXPECT_FALSE(stranger->wait(Millis{0}));
  EXPECT_TRUE(cache.running().empty());
}

TEST_F(NothingLeft, ButAServerOfAnotherFolderIsNotKilled) {
  auto other = tests::private_server(15);
  auto folder = cache.path() / "running" / "1-abandoned";
  fs::create_directories(folder / "data");
  fs::copy_file(other.data() / "postmaster.pid", folder / "data/postmaster.pid");
  EXPECT_EQ(pg::sweep(), 1);
  EXPECT_EQ(tests::connect(other).scalar("SELECT 1"), "1");
  EXPECT_FALSE(fs::exists(folder));
}

}  // namespace
}  // namespace ante
