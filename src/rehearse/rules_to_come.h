// What a change will demand of rows. Made-up rows that keep to it let it run on them, there and back; whether
// production's rows do is another question.
#pragma once

#include <vector>

#include "rehearse/rehearsal.h"
#include "twin/lab.h"

namespace ante::rehearse {

std::vector<twin::RowRule> rules_to_come(const std::vector<StatementOutcome>& statements);

}  // namespace ante::rehearse
