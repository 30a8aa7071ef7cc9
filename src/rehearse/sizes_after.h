// How large what a change builds or writes again will be in production: as the ghost after the change has it.
#pragma once

#include "rehearse/rehearsal.h"
#include "twin/ghost.h"

namespace ante::rehearse {

// Of what is still there when the change has run.
Result<std::vector<SizeAfter>> sizes_after(const twin::Ghost& after, const std::vector<StatementOutcome>& statements);

}  // namespace ante::rehearse
