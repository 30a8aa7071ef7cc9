// Asks a ghost for a plan.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pg/connection.h"

namespace ante::twin {

struct PlanOptions {
  bool json = false;
  bool verbose = false;
  std::vector<std::string> values = {};  // of all parameters, as literals: the plan for these
  std::vector<std::string> types = {};   // of the first parameters; "unknown", and of the rest: the server finds out
};

// EXPLAIN of a statement: its generic plan where it has parameters ($1), its plan otherwise.
Result<std::string> explain(pg::Connection& server, std::string_view statement, const PlanOptions& options = {});

// The columns that the statement gives which was explained last.
Result<std::vector<pg::Column>> answer(pg::Connection& server);

}  // namespace ante::twin
