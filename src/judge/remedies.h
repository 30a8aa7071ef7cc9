// What to write instead: the same end, by a way that lets people go on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/mend.h"
#include "judge/verdict.h"
#include "rehearse/trial.h"

namespace ante::judge {

// Statements that may replace this one, outside a transaction; none where there is no such way. `after`: what the
// change leaves, where it runs to its end.
std::vector<std::string> online_way(const rehearse::StatementOutcome& statement, const catalog::Catalog& after);

// Where the findings would have other statements in a change, or more of them.
change::Mend remedies_of(const Verdict& verdict);
// What came of it in the lab: a remedy that does not lead there is none.
void tell_trial(const rehearse::Trial& trial, Verdict& verdict);

}  // namespace ante::judge
