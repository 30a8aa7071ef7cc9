// Plans as values that can be compared, node for node.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"

namespace ante::bench {

struct PlanNode {
  std::string what;  // everything but figures: node, relation, index, join, strategy, conditions, workers
  double startup_cost = 0, total_cost = 0, rows = 0;
};
using Plan = std::vector<PlanNode>;  // depth first

Result<Plan> plan_of(pg::Connection& server, const std::string& statement);

bool same_shape(const Plan& a, const Plan& b);
bool same_rows(const Plan& a, const Plan& b);
// The largest relative difference of any node's costs; 0 where they agree to the cent.
double cost_gap(const Plan& a, const Plan& b);

}  // namespace ante::bench
