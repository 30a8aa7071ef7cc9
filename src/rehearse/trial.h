// Another way to the same end, tried in the lab.
#pragma once

#include <string>

#include "rehearse/rehearse.h"

namespace ante::rehearse {

struct Trial {
  bool leads_there = false;
  std::string why_not = {};
};

// Whether `instead` runs, and leaves the catalog that the rehearsed change left.
Result<Trial> try_instead(const Rehearsed& what, const change::Change& instead, const Rehearsal& rehearsal,
                          Progress& progress);

}  // namespace ante::rehearse
