// What a play is held to: that the system was well, that the change hurt as it did, that the good one does not, and
// that no write was lost. And how long it all lasted, beside the system's own life.
#pragma once

#include <string>
#include <vector>

#include "drill/pass.h"
#include "drill/team.h"

namespace ante::drill {

struct Goal {
  std::string what, measured;
  bool met = false;
};
// Of the change as it struck, and of the good one in its place.
std::vector<Goal> goals_of(const Description& drill, const Pass& then, const Pass& now);
Goal peace_is_peace(const Description& drill, const Pass& pass);
Goal writes_are_whole(bool whole);

// How long something lasted: in the system's life, in the drill as it was, and with antemortem in the way.
struct Lasted {
  std::string what, then, in_this_drill, with_antemortem;
};
std::vector<Lasted> lasted_of(const Description& drill, const Pass& then, const Pass& now,
                              const std::vector<Stage>& stages);

}  // namespace ante::drill
