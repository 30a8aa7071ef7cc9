// Between fork and exec the child is a copy of one thread of many: whatever the others held (an allocator's lock, a
// stream's) stays held for ever. So all that it needs is prepared before, and it makes system calls only; even
// setuid() goes around the C library, which would try to tell threads that do not exist here.
#include "os/spawner.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <condition_variable>
#include <cstring>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "os/keeper.h"

namespace ante::os {
namespace {

enum class Step : int { executed, session, streams, folder, identity, orphaned, exec };

const char* shown(Step step) {
  switch (step) {
    case Step::session:
      return "cannot make a session for";
    case Step::streams:
      return "cannot open the streams of";
    case Step::folder:
      return "cannot enter the working folder of";
    case Step::identity:
      return "cannot become the unprivileged user that is to run";
    case Step::orphaned:
      return "ante ended while it started";
    case Step::executed:
    case Step::exec:
      return "cannot execute";
  }
  return "cannot start";
}

// What the child tells its parent through a pipe.
struct Word {
  Step step = Step::executed;
  int error = 0;
  bool network_sealed = false, walled_in = false;
};

// A Program, laid out so that the child has nothing to allocate.
struct Prepared {
  const Program& program;
  std::vector<char*> arguments, environment;
  std::string uid_map, gid_map;
  Descriptor walls;
  pid_t parent = ::getpid();

  explicit Prepared(const Program& of) : program(of) {
    auto pointer = [](const std::string& text) { return const_cast<char*>(text.c_str()); };
    arguments.push_back(pointer(of.path.native()));
    for (auto& argument : of.arguments) arguments.push_back(pointer(argument));
    for (auto& entry : of.environment) environment.push_back(pointer(entry));
    arguments.push_back(nullptr);
    environment.push_back(nullptr);
    uid_map = fmt::format("{0} {0} 1", ::geteuid());
    gid_map = fmt::format("{0} {0} 1", ::getegid());
    if (of.walls) walls = build_walls(*of.walls);
  }
};

bool write_whole(const char* path, std::string_view text) {
  int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  return whole;
}

// The statistics collector of PostgreSQL 12 to 14 talks to itself over 127.0.0.1.
bool raise_loopback() {
  int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  bool raised = ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  ::close(fd);
  return raised;
}

// A network with nothing in it but a loopback. An ordinary user needs a user namespace for that, in which it stays who
// it is; whether that is permitted can only be known by a child that tries, since a namespace is not left again.
bool enter_sealed_network(const Prepared& prepared) {
  if (::geteuid() == 0) return ::unshare(CLONE_NEWNET) == 0 && raise_loopback();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  return write_whole("/proc/self/setgroups", "deny") && write_whole("/proc/self/uid_map", prepared.uid_map) &&
         write_whole("/proc/self/gid_map", prepared.gid_map) && raise_loopback();
}

bool seal_is_possible(const Prepared& prepared) {
  static const bool possible = [&] {
    pid_t trial = ::fork();
    if (trial == 0) ::_exit(enter_sealed_network(prepared) ? 0 : 1);
    int status = 1;
    while (trial > 0 && ::waitpid(trial, &status, 0) < 0 && errno == EINTR) {
    }
    return trial > 0 && status == 0;
  }();
  return possible;
}

bool take_streams(const Program& program) {
  int nothing = ::open("/dev/null", O_RDWR);
  int output = program.output >= 0 ? program.output : nothing;
  if (nothing < 0 || ::dup2(output, 1) != 1 || ::dup2(output, 2) != 2 || ::dup2(nothing, 0) != 0) return false;
  for (int stream : {0, 1, 2}) ::fcntl(stream, F_SETFD, 0);  // dup2 onto itself keeps close-on-exec
  return true;
}

bool become(const Identity& who) {
  return ::syscall(SYS_setgroups, 0, nullptr) == 0 && ::syscall(SYS_setresgid, who.gid, who.gid, who.gid) == 0 &&
         ::syscall(SYS_setresuid, who.uid, who.uid, who.uid) == 0;
}

void forget_signal_handlers() {
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void be_the_program(const Prepared& prepared, bool seal, int pipe) {
  const Program& program = prepared.program;
  Word word;
  auto fail = [&](Step step) {
    word.step = step, word.error = errno;
    [[maybe_unused]] auto written = ::write(pipe, &word, sizeof word);
    ::_exit(127);
  };
  if (!program.on_terminal) {
    if (!program.kept && ::setsid() < 0) fail(Step::session);
    if (!take_streams(program)) fail(Step::streams);
  }
  if (seal) word.network_sealed = enter_sealed_network(prepared);
  if (program.identity && !become(*program.identity)) fail(Step::identity);
  if (::chdir(program.folder.c_str()) != 0) fail(Step::folder);
  stay_on(program.processors);
  if (!program.on_terminal && !program.kept) {
    rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  }
  if (prepared.walls) word.walled_in = close_in(prepared.walls.get());
  // After the change of user, which clears it. If ante died before this line, no signal will come.
  if (!program.kept) ::prctl(PR_SET_PDEATHSIG, program.death_signal, 0, 0, 0);
  if (::getppid() != prepared.parent) fail(Step::orphaned);
  if (program.kept && !leave_to_a_keeper(prepared.parent)) fail(Step::session);
  ::syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
  forget_signal_handlers();
  [[maybe_unused]] auto written = ::write(pipe, &word, sizeof word);
  ::execve(program.path.c_str(), prepared.arguments.data(), prepared.environment.data());
  fail(Step::exec);
  ::_exit(127);
}

Result<Child> fork_here(const Program& program) {
  Prepared prepared(program);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return undecided(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  Descriptor read_end(ends[0]), write_end(ends[1]);
  bool seal = program.seal_network && seal_is_possible(prepared);
  pid_t pid = ::fork();
  if (pid == 0) be_the_program(prepared, seal, write_end.get());
  if (pid < 0)
    return undecided(fmt::format("cannot start {}: fork: {}", program.path.string(), std::strerror(errno)),
                     "the machine has no room for another process");
  write_end.close();
  // The pipe closes when exec succeeds; a second word tells that it did not.
  Word word, last;
  for (;;) {
    auto count = ::read(read_end.get(), &word, sizeof word);
    if (count < 0 && errno == EINTR) continue;
    if (count != sizeof word) break;
    last = word;
  }
  if (last.step == Step::executed) return Child{pid, last.network_sealed, last.walled_in};
  ::waitpid(pid, nullptr, 0);
  return undecided(fmt::format("{} {}: {}", shown(last.step), program.path.string(), std::strerror(last.error)));
}

// The one thread that forks. It is never joined and never freed: it must outlive whatever was started.
class Spawner {
 public:
  Spawner() {
    sigset_t all, before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([this] { serve(); }).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  Result<Child> spawn(const Program& program) {
    std::packaged_task<Result<Child>()> task([&program] { return fork_here(program); });
    auto answer = task.get_future();
    {
      std::lock_guard guard(mutex_);
      tasks_.push_back(std::move(task));
    }
    work_.notify_one();
    return answer.get();
  }

 private:
  void serve() {
    for (;;) {
      std::unique_lock guard(mutex_);
      work_.wait(guard, [this] { return !tasks_.empty(); });
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      guard.unlock();
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<std::packaged_task<Result<Child>()>> tasks_;
};

}  // namespace

Result<Child> spawn(const Program& program) {
  static Spawner& spawner = *new Spawner;
  return spawner.spawn(program);
}

}  // namespace ante::os
