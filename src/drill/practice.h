// A drill from its beginning to its end: the outage as it was; the change as an expert would have made it, with
// antemortem in the way of both. Or the outage once more, taken back with antemortem.
#pragma once

#include <string>
#include <vector>

#include "drill/pass.h"
#include "drill/team.h"

namespace ante::drill {

// How long something lasted: in the system's life, in the drill as it was, and with antemortem in the way.
struct Lasted {
  std::string what, then, in_this_drill, with_antemortem;
};

// The change as it struck, and what undid it.
struct TakenBack {
  std::string by;  // "ante undo"
  Pass pass;
};

struct Goal {
  std::string what, measured;
  bool met = false;
};

struct Practice {
  Description drill;
  std::uint64_t seed = 1;
  std::string server;  // what the system ran on
  // Either these two, or those that follow.
  Pass then, now;
  std::vector<TakenBack> taken_back;
  std::vector<Goal> goals;
  std::vector<Stage> stages;
  std::vector<Lasted> lasted;
  bool full() const;
};

struct Wish {
  std::uint64_t seed = 1;
  bool undoes = false;          // plays the change as it struck and what undoes it, instead of all the rest
  std::string confounder = {};  // one of Confounder::kinds(); "": nothing else goes on
};
Result<Practice> practise(const Description& drill, const Wish& wish, const Commands& commands, Progress& progress);

}  // namespace ante::drill
