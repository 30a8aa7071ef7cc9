// The way back as a script that psql runs without ante. It asks the journal how far each step has come, so that it is
// right at every moment from the first step on, and writes what it does into the journal.
#pragma once

#include <string>

#include "ship/plan.h"

namespace ante::ship {

std::string undo_script(const Plan& plan, std::int64_t change);

}  // namespace ante::ship
