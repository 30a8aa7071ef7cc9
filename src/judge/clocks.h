// Clocks that tick in the tables that a change touches, and that it has not wound up: a word, and no finding.
#pragma once

#include "judge/policy.h"
#include "rehearse/rehearsal.h"

namespace ante::judge {

void note_clocks(rehearse::Rehearsal& rehearsal, const Policy& policy);

}  // namespace ante::judge
