// A drill from its beginning to its end: the outage as it was; the change as an expert would have made it, with
// antemortem in the way of both. And the outage once more, taken back with antemortem.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drill/goals.h"
#include "drill/lookout.h"
#include "drill/pass.h"
#include "drill/team.h"

namespace ante::drill {

// The change as it struck, and what undid it.
struct TakenBack {
  std::string by;  // "ante undo"
  Pass pass;
};

struct Practice {
  Description drill;
  std::uint64_t seed = 1;
  std::string server;  // what the system ran on
  // As it was and with the good change, or what was taken back, or both.
  std::optional<Pass> then, now;
  std::vector<TakenBack> taken_back;
  std::vector<Goal> goals;
  std::vector<Stage> stages;
  std::vector<Lasted> lasted;
  Words words;  // of ante watch and ante report, of the change as it struck
  // All goals are met, and no stage is missed.
  bool well() const;
  // And none is left out.
  bool full() const;
};

struct Wish {
  std::uint64_t seed = 1;
  bool plays = true;            // the change as it struck, and the good one in its place
  bool undoes = false;          // the change as it struck, taken back with antemortem
  std::string confounder = {};  // one of Confounder::kinds(); "": nothing else goes on
};
Result<Practice> practise(const Description& drill, const Wish& wish, const Commands& commands, Progress& progress);

}  // namespace ante::drill
