#include "os/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "base/text.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "os/spawner.h"

extern char** environ;

namespace ante::os {
namespace {

using Clock = std::chrono::steady_clock;

int poll_time(Clock::time_point deadline) {
  auto left = std::chrono::ceil<Millis>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

}  // namespace

std::vector<std::string> environment_with(const std::vector<std::string>& changes, std::string_view without) {
  std::vector<std::string> result = changes;
  for (char** entry = environ; *entry; ++entry) {
    std::string_view text = *entry;
    auto name = text.substr(0, text.find('=') + 1);
    if (!without.empty() && name.starts_with(without)) continue;
    if (std::ranges::none_of(changes, [&](auto& change) { return change.starts_with(name); }))
      result.emplace_back(text);
  }
  return result;
}

std::string Ending::shown() const {
  if (signal) return fmt::format("signal {} ({})", signal, ::strsignal(signal));
  return fmt::format("exit code {}", exit_code);
}

Result<Process> Process::start(const Program& program) {
  auto child = TRY(spawn(program));
  Descriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)));
  if (!pidfd) {
    int error = errno;
    ::kill(child.pid, SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
    return undecided(fmt::format("this kernel cannot follow a process: pidfd_open: {}", std::strerror(error)),
                     "ante needs Linux 5.4 or newer");
  }
  return Process(child, std::move(pidfd), program.kept);
}

Process::Process(const Child& child, Descriptor pidfd, bool kept)
    : pid_(child.pid), pidfd_(std::move(pidfd)), sealed_(child.network_sealed), walled_(child.walled_in), kept_(kept) {}
Process::Process(Process&& other) noexcept = default;
Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pidfd_, other.pidfd_);
  std::swap(sealed_, other.sealed_);
  std::swap(walled_, other.walled_);
  std::swap(kept_, other.kept_);
  std::swap(ending_, other.ending_);
  return *this;
}

Process::~Process() {
  if (!pidfd_ || ending_) return;
  constexpr Millis keeper_limit{15'000};
  if (kept_) {  // only a keeper that ends by itself takes the rest along
    signal(SIGTERM);
    if (wait(keeper_limit)) return;
  }
  signal(SIGKILL);
  wait(Millis{60'000});
}

void Process::signal(int number) const {
  if (pidfd_ && !ending_) ::syscall(SYS_pidfd_send_signal, pidfd_.get(), number, nullptr, 0);
}

void Process::reap() {
  siginfo_t about{};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &about, WEXITED | WNOHANG) != 0 && errno == EINTR) {
  }
  ending_.emplace();
  if (about.si_code == CLD_EXITED)
    ending_->exit_code = about.si_status;
  else
    ending_->signal = about.si_status;
}

std::optional<Ending> Process::wait(Millis at_most) {
  auto deadline = Clock::now() + at_most;
  while (!ending_) {
    pollfd watched{pidfd_.get(), POLLIN, 0};
    int count = ::poll(&watched, 1, poll_time(deadline));
    if (count > 0)
      reap();
    else if (Clock::now() >= deadline)
      return std::nullopt;
  }
  return ending_;
}

Result<std::optional<Ending>> Process::wait_or_interrupt(Millis at_most) {
  auto deadline = Clock::now() + at_most;
  while (!ending_) {
    if (interrupted()) return interrupted_error();
    std::array<pollfd, 2> watched{pollfd{pidfd_.get(), POLLIN, 0}, pollfd{interrupt_fd(), POLLIN, 0}};
    ::poll(watched.data(), interrupt_fd() >= 0 ? 2 : 1, poll_time(deadline));
    if (watched[0].revents)
      reap();
    else if (Clock::now() >= deadline)
      return std::optional<Ending>{};
  }
  return ending_;
}

Result<Finished> run(Program program, Millis limit) {
  // A file in memory instead of a pipe: it needs no reader while the program runs.
  Descriptor said(::memfd_create("ante-output", MFD_CLOEXEC));
  if (!said) return undecided(fmt::format("cannot make a file in memory: {}", std::strerror(errno)));
  program.output = said.get();
  auto process = TRY(Process::start(program));
  auto ending = TRY(process.wait_or_interrupt(limit));
  if (!ending)
    return undecided(fmt::format("{} did not end within {}", program.path.string(), human(limit)),
                     "the machine may be overloaded; try again");
  auto path = fmt::format("/proc/self/fd/{}", said.get());
  return Finished{*ending, TRY(read_file(path, 1u << 24))};
}

std::vector<int> processors() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<int> processors;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return processors;
  for (int i = 0; i < CPU_SETSIZE; ++i)
    if (CPU_ISSET(static_cast<std::size_t>(i), &allowed)) processors.push_back(i);
  return processors;
}

void stay_on(const std::vector<int>& processors) {
  if (processors.empty()) return;
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  for (int processor : processors) CPU_SET(static_cast<std::size_t>(processor), &wanted);
  ::sched_setaffinity(0, sizeof wanted, &wanted);
}

std::optional<std::filesystem::path> program_in_path(std::string_view name) {
  const char* path = std::getenv("PATH");
  for (auto& folder : split(path ? path : "/usr/local/bin:/usr/bin:/bin", ':')) {
    if (folder.empty()) continue;
    auto candidate = std::filesystem::path(folder) / name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

}  // namespace ante::os
