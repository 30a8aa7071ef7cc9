#include "os/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

namespace ante::os {
namespace {

std::atomic<int> the_signal{0};
std::array<int, 2> the_pipe{-1, -1};

void on_signal(int signal) {
  int none = 0;
  if (the_signal.compare_exchange_strong(none, signal)) {
    [[maybe_unused]] auto written = ::write(the_pipe[1], "x", 1);
  } else {
    ::_exit(128 + signal);  // asked twice: go at once; what is left is swept up by the next run
  }
}

}  // namespace

void listen_for_interrupts() {
  if (the_pipe[0] >= 0) return;
  CHECK_THAT(::pipe2(the_pipe.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  struct sigaction action{};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction inherited{};
    bool ignored = signal == SIGHUP && ::sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler == SIG_IGN;
    if (!ignored) ::sigaction(signal, &action, nullptr);  // nohup means it
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // the write says so too, and what it was that found no room
  // Whoever started us may have ignored it, and children would vanish without saying how they ended.
  std::signal(SIGCHLD, SIG_DFL);
}

bool interrupted() { return the_signal.load(std::memory_order_relaxed) != 0; }
int interrupt_fd() { return the_pipe[0]; }
int interrupt_signal() { return the_signal.load(); }

std::unexpected<Error> interrupted_error() { return undecided("interrupted: stopped as you asked"); }

}  // namespace ante::os
