// A change, really run and watched: each statement in the transaction that it will have, and what it did.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "change/change.h"
#include "change/effects.h"
#include "twin/stranger.h"

namespace ante::twin {

struct StepRun {
  std::size_t migration = 0, step = 0;  // places in the change
  bool reached = false;
  int transaction = 0;  // steps of the same number ran in the same one
  change::Effects effects;
};

struct ChangeRun {
  std::vector<StepRun> steps;             // one for each step of the change, in its order
  bool complete = false;                  // every step ran without an error
  catalog::Catalog after = {};            // as it was left
  std::vector<std::string> reservations;  // what could not be observed, a sentence each
};

Result<ChangeRun> run_change(const Site& site, const LabLimits& limits, const change::Change& change,
                             Progress& progress);

}  // namespace ante::twin
