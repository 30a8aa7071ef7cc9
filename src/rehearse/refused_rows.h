// What the server would refuse the row of an INSERT for: it is planned all the same, and fails when it runs.
#pragma once

#include <set>
#include <string>

#include "pg/connection.h"
#include "rehearse/plan.h"

namespace ante::rehearse {

struct Refusals {
  std::set<std::string> columns;  // that get no value and must have one
  std::set<std::string> others;   // CHECKs, sequences, constraints that are no judge of a conflict
  bool any() const { return !columns.empty() || !others.empty(); }
};

// `server` sees everything, `session` is who inserts; `plan` is verbose. None where it is no INSERT.
Result<Refusals> refusals_of(pg::Connection& server, pg::Connection& session, const PlanNode& plan);

}  // namespace ante::rehearse
