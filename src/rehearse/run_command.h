// Turns a command into the change that it makes: for migrations that are programs. It is run against a private database
// with production's schema, and what it executed there is what will be rehearsed.
#pragma once

#include "rehearse/rehearse.h"

namespace ante::rehearse {

// `command` is a line for sh, run as the role that runs the change.
Result<change::Change> run_command(const Rehearsed& what, const std::string& command, Millis limit, Progress& progress);

}  // namespace ante::rehearse
