// What to write instead: the same end, by a way that lets people go on.
#pragma once

#include <string>
#include <vector>

#include "rehearse/rehearsal.h"

namespace ante::judge {

// Statements that may replace this one, outside a transaction; none where there is no such way.
std::vector<std::string> online_way(const rehearse::StatementOutcome& statement);

}  // namespace ante::judge
