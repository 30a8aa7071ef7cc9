// What a command executed, as a change that can be rehearsed: one session's transactions after the other's, in the
// order in which they ended, since what a transaction built on had ended before it did.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "change/change.h"
#include "pg/door.h"
#include "twin/recorded_statement.h"

namespace ante::twin {

struct Recording {
  change::Change change;             // as steps "run:1", "run:2" …; with what is not known about it
  int sessions = 0;                  // that were opened
  int asked = 0;                     // statements that only asked, and were left out
  int working = 0;                   // steps that do more than a tool's bookkeeping
  std::vector<std::string> refused;  // statements that failed, each with the server's words
  std::set<std::string> read;        // relations whose rows were asked for, as written
};

Result<Recording> recording_of(const pg::Overheard& overheard, Reader& reader);

}  // namespace ante::twin
