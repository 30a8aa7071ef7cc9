// The queries of a new version, as its own tests execute them: on a private database with production's schema and the
// change.
#pragma once

#include "rehearse/rehearse.h"

namespace ante::rehearse {

// Adds them to the version that is to be rehearsed. `command` is a line for sh, run as the application's role.
Result<void> add_queries_of_tests(Rehearsed& what, const change::Change& change, const std::string& command,
                                  Millis limit, Progress& progress);

}  // namespace ante::rehearse
