// What to write instead: the same end, by a way that lets people go on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/change.h"
#include "judge/verdict.h"
#include "rehearse/trial.h"

namespace ante::judge {

// Statements that may replace this one, outside a transaction; none where there is no such way.
std::vector<std::string> online_way(const rehearse::StatementOutcome& statement);

// The change as its findings would have it written; none where none of them says how.
std::optional<change::Change> with_remedies(const change::Change& change, const Verdict& verdict);
// What came of it in the lab: a remedy that does not lead there is none.
void tell_trial(const rehearse::Trial& trial, Verdict& verdict);

}  // namespace ante::judge
