// A plan, tried in the lab: every step there, and every step back. Way backs that a statement does not say itself are
// made here, from the catalogs before and after it; and what none of them brings back is added to what its step loses.
#pragma once

#include "base/progress.h"
#include "rehearse/rehearse.h"
#include "ship/lower.h"

namespace ante::ship {

struct Tried {
  std::string failed = {};                  // which step fails, and why; "" where all of them run
  std::vector<std::string> elsewhere = {};  // how the schema differs from the one that the change itself leads to
};

Result<Tried> try_out(Lowered& lowered, const rehearse::Rehearsed& what, const rehearse::Rehearsal& rehearsal,
                      Progress& progress);

}  // namespace ante::ship
