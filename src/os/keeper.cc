// Who is asked to go gets a moment for it (a server removes its pid file then), and is killed after that. A process
// whose parent is gone becomes the keeper's child (PR_SET_CHILD_SUBREAPER), so that killing children until there are
// none reaches all.
#include "os/keeper.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ante::os {
namespace {

constexpr int rounds_of_asking = 100, rounds_of_killing = 250;
constexpr long round_nanoseconds = 20'000'000;

// The parent in the text of /proc/<pid>/stat, which is "pid (name) state parent …"; the name may hold anything.
pid_t parent_in(const char* text) {
  const char* behind = std::strrchr(text, ')');
  if (!behind || std::strlen(behind) < 5) return -1;
  pid_t parent = 0;
  for (const char* c = behind + 4; *c >= '0' && *c <= '9'; ++c) parent = parent * 10 + (*c - '0');
  return parent;
}

pid_t parent_of(const char* process) {
  // Nothing but what a process may do right after it was forked.
  std::array<char, 64> path{};
  auto* to = std::ranges::copy(std::string_view("/proc/"), path.data()).out;
  to = std::ranges::copy(std::string_view(process).substr(0, 20), to).out;
  std::ranges::copy(std::string_view("/stat"), to);
  int file = ::open(path.data(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  std::array<char, 512> text{};
  auto length = ::read(file, text.data(), text.size() - 1);
  ::close(file);
  return length > 0 ? parent_in(text.data()) : -1;
}

struct Entry {  // as getdents64 writes it
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
  char name[1];
};

template <class Visit>
void for_each_child(Visit visit) {
  int folder = ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  const pid_t self = ::getpid();
  alignas(Entry) std::array<char, 16'384> buffer;
  for (long length; (length = ::syscall(SYS_getdents64, folder, buffer.data(), buffer.size())) > 0;)
    for (long at = 0; at < length;) {
      auto* entry = reinterpret_cast<Entry*>(buffer.data() + at);
      at += entry->length;
      pid_t pid = 0;
      for (const char* c = entry->name; *c >= '0' && *c <= '9'; ++c) pid = pid * 10 + (*c - '0');
      if (pid > 0 && parent_of(entry->name) == self) visit(pid);
    }
  ::close(folder);
}

struct Watch {
  pid_t program;
  int status = 0;
  bool ended = false, alone = false;
  void reap() {
    for (;;) {
      int how = 0;
      pid_t pid = ::waitpid(-1, &how, WNOHANG);
      if (pid < 0 && errno == EINTR) continue;
      alone = pid < 0;  // there is no child left
      if (pid <= 0) return;
      if (pid == program) status = how, ended = true;
    }
  }
};

void pause_for_a_round() {
  timespec moment{0, round_nanoseconds};
  ::nanosleep(&moment, nullptr);
}

void end_all(Watch& watch) {
  std::array<pid_t, 512> asked{};
  std::size_t known = 0;
  for (int round = 0; round < rounds_of_asking; ++round) {
    watch.reap();
    if (watch.alone) return;
    for_each_child([&](pid_t child) {
      for (std::size_t i = 0; i < known; ++i)
        if (asked[i] == child) return;  // a second request would cut its tidying short
      if (known < asked.size()) asked[known++] = child;
      ::kill(child, SIGTERM);
      ::kill(child, SIGCONT);
    });
    pause_for_a_round();
  }
  for (int round = 0; round < rounds_of_killing; ++round) {
    watch.reap();
    if (watch.alone) return;
    for_each_child([](pid_t child) { ::kill(child, SIGKILL); });
    pause_for_a_round();
  }
}

[[noreturn]] void end_as(int status) {
  if (WIFSIGNALED(status)) {
    int number = WTERMSIG(status);
    struct sigaction standard{};
    standard.sa_handler = SIG_DFL;
    ::sigaction(number, &standard, nullptr);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
    ::kill(::getpid(), number);
    ::_exit(128 + number);
  }
  ::_exit(WEXITSTATUS(status));
}

[[noreturn]] void keep(pid_t program, pid_t ante, const sigset_t& awaited) {
  // The program's streams are its own: whoever reads them sees them end with it.
  ::syscall(SYS_close_range, 0u, ~0u, 0u);
  rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);  // the keeper is a copy of ante, and ends as the program does
  Watch watch{program};
  for (;;) {
    watch.reap();
    if (watch.ended || watch.alone) break;
    timespec second{1, 0};
    siginfo_t about{};
    int number = ::sigtimedwait(&awaited, &about, &second);
    if (number > 0 && number != SIGCHLD) break;
    if (::getppid() != ante) break;
  }
  end_all(watch);
  // A program that was told to end may still have ended by itself; whoever told it does not ask.
  end_as(watch.status);
}

}  // namespace

bool leave_to_a_keeper(pid_t ante) {
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  sigset_t awaited;
  sigemptyset(&awaited);
  for (int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&awaited, number);
  ::sigprocmask(SIG_BLOCK, &awaited, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
  const pid_t keeper = ::getpid();
  // Not fork(), which would first call what others have registered with it.
  auto program = static_cast<pid_t>(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
  if (program < 0) return false;
  if (program > 0) keep(program, ante, awaited);
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != keeper) ::_exit(127);
  return true;
}

}  // namespace ante::os
