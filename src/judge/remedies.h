// What to write instead: the same end, by a way that lets people go on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/mend.h"
#include "judge/verdict.h"
#include "rehearse/trial.h"

namespace ante::judge {

// A statement of an online way, and what takes it back.
struct OnlineStatement {
  std::string sql;
  std::string back = {};   // "" where nothing need be done
  std::string index = {};  // that it builds concurrently; qualified
  // That it adds upon the index that was built before: the relation, and the name in it.
  std::string relation = {}, constraint = {};
};

// Statements that may replace this one, outside a transaction; none where there is no such way. `after`: what the
// change leaves, where it runs to its end. Without it there is no way over a partitioned table; of the statements of
// such a way it is not said what takes them back.
std::vector<OnlineStatement> online_statements(const rehearse::StatementOutcome& statement,
                                               const catalog::Catalog& after = {});
std::vector<std::string> online_way(const rehearse::StatementOutcome& statement, const catalog::Catalog& after);

// Where the findings would have other statements in a change, or more of them.
change::Mend remedies_of(const Verdict& verdict);
// What came of it in the lab: a remedy that does not lead there is none.
void tell_trial(const rehearse::Trial& trial, Verdict& verdict);

}  // namespace ante::judge
