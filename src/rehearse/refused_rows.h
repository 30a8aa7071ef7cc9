// What the server would refuse the row of an INSERT, or of an UPDATE, for: it is planned all the same, and fails when
// it runs.
#pragma once

#include <set>
#include <string>

#include "pg/connection.h"
#include "rehearse/plan.h"
#include "rehearse/rehearsal.h"

namespace ante::rehearse {

struct Refusals {
  std::set<std::string> columns;    // that get no value and must have one
  std::set<std::string> others;     // CHECKs, sequences, constraints that are no judge of a conflict
  std::vector<MayRefuse> possible;  // CHECKs that may refuse it
  bool any() const { return !columns.empty() || !others.empty(); }
};

// `server` sees everything, `session` is who writes; `plan` is verbose. None where it is no INSERT, and no UPDATE that
// is plain.
Result<Refusals> refusals_of(pg::Connection& server, pg::Connection& session, const PlanNode& plan,
                             const std::string& text = {});

}  // namespace ante::rehearse
