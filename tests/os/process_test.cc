#include "os/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "os/folders.h"

namespace ante::os {
namespace {

Program shell(std::string script) { return {.path = "/bin/sh", .arguments = {"-c", std::move(script)}}; }

TEST(Process, OutputAndExitCodeAreKept) {
  auto finished = run(shell("echo out; echo err >&2; exit 3"), Millis{10'000});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "out\nerr\n");
  EXPECT_EQ(finished->ending.exit_code, 3);
  EXPECT_FALSE(finished->ending.fine());
}

TEST(Process, OutputLargerThanAPipeIsKept) {
  auto finished = run(shell("head -c 1000000 /dev/zero | tr '\\0' x"), Millis{10'000});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output.size(), 1'000'000u);
}

TEST(Process, SignalThatEndedItIsTold) {
  auto finished = run(shell("kill -9 $$"), Millis{10'000});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->ending.signal, SIGKILL);
  EXPECT_EQ(finished->ending.shown(), "signal 9 (Killed)");
}

TEST(Process, MissingProgramIsNamed) {
  auto process = Process::start({.path = "/nowhere/program"});
  ASSERT_FALSE(process);
  EXPECT_TRUE(contains(process.error().what, "/nowhere/program: No such file")) << process.error().what;
}

TEST(Process, IsKilledAtTheLimit) {
  auto finished = run(shell("exec sleep 1000"), Millis{50});
  ASSERT_FALSE(finished);
  EXPECT_TRUE(contains(finished.error().what, "did not end within")) << finished.error().what;
}

TEST(Process, IsKilledWithItsOwner) {
  pid_t pid;
  {
    auto process = Process::start(shell("exec sleep 1000"));
    ASSERT_TRUE(process);
    pid = process->pid();
    EXPECT_FALSE(process->wait(Millis{0}));
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Process, EnvironmentIsExactlyWhatWasGiven) {
  auto finished = run({.path = "/usr/bin/env", .environment = {"A=1", "B=two words"}}, Millis{10'000});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "A=1\nB=two words\n");
}

TEST(Process, GivenVariablesWinOverInheritedOnes) {
  ::setenv("ANTE_PROCESS_TEST", "inherited", 1);
  auto finished =
      run({.path = "/usr/bin/env", .environment = environment_with({"ANTE_PROCESS_TEST=given"})}, Millis{10'000});
  ASSERT_TRUE(finished);
  EXPECT_TRUE(contains(finished->output, "ANTE_PROCESS_TEST=given\n"));
  EXPECT_FALSE(contains(finished->output, "inherited"));
}

TEST(Process, OpenFilesAreNotInherited) {
  int leaky = ::open("/dev/null", O_RDONLY);  // on purpose without O_CLOEXEC
  auto finished = run({.path = "/bin/ls", .arguments = {"/proc/self/fd"}}, Millis{10'000});
  ::close(leaky);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "0\n1\n2\n3\n");  // 3 is the folder that ls reads
}

TEST(Process, IsOfASessionOfItsOwnWithStandardSignals) {
  std::signal(SIGPIPE, SIG_IGN);
  auto finished =
      run(shell("grep -E 'SigIgn|SigBlk' /proc/self/status; cut -d' ' -f6 /proc/self/stat; echo $$"), Millis{10'000});
  ASSERT_TRUE(finished);
  auto lines = split(trim(finished->output), '\n');
  ASSERT_EQ(lines.size(), 4u) << finished->output;
  EXPECT_TRUE(contains(lines[0], "0000000000000000")) << lines[0];
  EXPECT_TRUE(contains(lines[1], "0000000000000000")) << lines[1];
  EXPECT_EQ(lines[2], lines[3]);
}

TEST(Process, OutlivesTheThreadThatAskedForIt) {
  std::optional<Process> process;
  std::thread([&] { process = *Process::start(shell("exec sleep 1000")); }).join();
  EXPECT_FALSE(process->wait(Millis{50}));
}

TEST(Process, ManyThreadsMayStartSomeAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int k = 0; k < 5; ++k) {
        auto finished = run(shell(fmt::format("exit {}", i)), Millis{20'000});
        if (finished && finished->ending.exit_code == i) ++right;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 40);
}

TEST(Process, RootBecomesAnUnprivilegedUserForGood) {
  auto identity = server_identity();
  ASSERT_TRUE(identity);
  auto program = shell("id -u; id -G; grep -E 'CapEff|NoNewPrivs' /proc/self/status");
  program.identity = *identity;
  auto finished = run(program, Millis{10'000});
  ASSERT_TRUE(finished) << finished.error().what;
  auto lines = split(finished->output, '\n');
  ASSERT_GE(lines.size(), 4u);
  EXPECT_NE(lines[0], "0");
  EXPECT_TRUE(contains(lines[2], "0000000000000000")) << lines[2];
  EXPECT_TRUE(lines[3].ends_with("1")) << lines[3];
  if (*identity) {
    EXPECT_EQ(lines[1], std::to_string((*identity)->gid));
  }
}

TEST(Process, SealedNetworkHasALoopbackOnly) {
  auto program = shell("cut -d: -f1 /proc/self/net/dev | tail -n +3; cat /proc/self/net/route | tail -n +2");
  program.seal_network = true;
  Descriptor said(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  program.output = said.get();
  auto process = Process::start(program);
  ASSERT_TRUE(process);
  ASSERT_TRUE(process->wait(Millis{10'000}));
  std::string text(4096, 0);
  text.resize(static_cast<std::size_t>(::pread(said.get(), text.data(), text.size(), 0)));
  if (process->network_sealed())
    EXPECT_EQ(trim(text), "lo");
  else
    EXPECT_TRUE(contains(text, "lo"));  // a kernel that refuses: it runs all the same
}

}  // namespace
}  // namespace ante::os
