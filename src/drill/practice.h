// A drill from its beginning to its end: the outage as it was, then the change as an expert would have made it, with
// antemortem in the way of both.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "drill/pass.h"

namespace ante::drill {

// Runs another command of ante and gives its exit code and its words. It gets what people would give it: an address, a
// folder, files.
struct Said {
  int exit_code = 0;
  std::string output;
};
struct Commands {
  std::vector<std::string> known;
  std::function<Result<Said>(const std::vector<std::string>& arguments, const std::vector<int>& processors)> run;
};

struct Stage {
  std::string name;  // prevented, seen, explained, undone, written up
  enum class State { done, missed, not_yet } state = State::not_yet;
  std::string says;
  Millis took{0};
};

// How long something lasted: in the system's life, in the drill as it was, and with antemortem in the way.
struct Lasted {
  std::string what, then, in_this_drill, with_antemortem;
};

struct Goal {
  std::string what, measured;
  bool met = false;
};

struct Practice {
  Description drill;
  std::uint64_t seed = 1;
  std::string server;  // what the system ran on
  Pass then, now;
  std::vector<Goal> goals;
  std::vector<Stage> stages;
  std::vector<Lasted> lasted;
  bool full() const;
};

struct Wish {
  std::uint64_t seed = 1;
  std::string confounder = {};  // one of Confounder::kinds(); "": nothing else goes on
};
Result<Practice> practise(const Description& drill, const Wish& wish, const Commands& commands, Progress& progress);

}  // namespace ante::drill
