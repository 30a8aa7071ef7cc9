// Asks a ghost for a plan.
#pragma once

#include <span>
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

struct Explained {
  std::string plan;  // FORMAT JSON
  std::vector<pg::Column> answer;
};
// The same of many statements in one go: their plans, generic ones, and the columns that they give.
std::vector<Result<Explained>> explain_all(pg::Connection& server, std::span<const std::string> statements);

// The columns that the statement gives which was explained last.
Result<std::vector<pg::Column>> answer(pg::Connection& server);

}  // namespace ante::twin
