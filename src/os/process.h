// Programs that ante starts: followed by a pidfd, so that no signal can reach a stranger who got the same number, and
// bound to ante's own life.
//
// The kernel sends PR_SET_PDEATHSIG when the *thread* that forked ends. So one thread that lives as long as ante does
// all the forking, whoever asks.
#pragma once

#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "os/descriptor.h"
#include "os/identity.h"
#include "os/walls.h"

namespace ante::os {

struct Program {
  std::filesystem::path path;
  std::vector<std::string> arguments = {};
  std::vector<std::string> environment = {};  // all of it, as NAME=value
  std::filesystem::path folder = "/";         // where it starts
  int output = -1;                            // takes stdout and stderr; -1 throws them away
  bool on_terminal = false;                   // shares ante's streams, session and process group instead
  std::optional<Identity> identity = {};      // who it becomes
  int death_signal = SIGKILL;                 // what it gets when ante dies
  bool kept = false;  // a user's program: it may gain privileges, and whatever it starts ends with it (os/keeper.h)
  bool seal_network = false;         // a network namespace of its own, where the kernel permits it
  std::vector<int> processors = {};  // where it may run; empty: anywhere
  std::optional<Walls> walls = {};   // where it may write and what it may execute, where the kernel permits it
};

// ante's own environment, with the given NAME=value on top, and without what begins with `without`.
std::vector<std::string> environment_with(const std::vector<std::string>& changes, std::string_view without = {});

struct Ending {
  int exit_code = 0;
  int signal = 0;  // 0 unless it was ended by one
  bool fine() const { return exit_code == 0 && signal == 0; }
  std::string shown() const;  // "exit code 1", "signal 9 (Killed)"
};

// Processors of this machine that ante may run on.
std::vector<int> processors();
// Keeps the calling thread, and what it starts, on these; where there are none, anywhere.
void stay_on(const std::vector<int>& processors);

class Process {
 public:
  static Result<Process> start(const Program& program);
  Process(Process&&) noexcept;
  Process& operator=(Process&&) noexcept;
  ~Process();  // killed, if it still runs

  pid_t pid() const { return pid_; }  // of what is kept, the keeper's
  bool network_sealed() const { return sealed_; }
  bool walled_in() const { return walled_; }
  void signal(int number) const;
  // How it ended, or nothing where it still runs after that time.
  std::optional<Ending> wait(Millis at_most);
  // As above; an error where somebody pressed Ctrl-C meanwhile.
  Result<std::optional<Ending>> wait_or_interrupt(Millis at_most);

 private:
  Process(const struct Child& child, Descriptor pidfd, bool kept);
  void reap();
  pid_t pid_ = -1;
  Descriptor pidfd_;
  bool sealed_ = false, walled_ = false, kept_ = false;
  std::optional<Ending> ending_;
};

struct Finished {
  Ending ending;
  std::string output;  // stdout and stderr, as they came
};
// Runs a program to its end and keeps what it said. Killed at the limit and at Ctrl-C.
Result<Finished> run(Program program, Millis limit);

// Where PATH has a program of that name.
std::optional<std::filesystem::path> program_in_path(std::string_view name);

}  // namespace ante::os
