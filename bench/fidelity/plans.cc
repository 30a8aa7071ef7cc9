#include "fidelity/plans.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "twin/plan.h"

namespace ante::bench {
namespace {

using nlohmann::json;

void add_nodes(const json& node, Plan& plan) {
  static const std::set<std::string> figures{"Startup Cost", "Total Cost", "Plan Rows", "Plan Width", "Plans"};
  PlanNode one{"", node.value("Startup Cost", 0.0), node.value("Total Cost", 0.0), node.value("Plan Rows", 0.0)};
  for (auto& [key, value] : node.items())
    if (!figures.contains(key)) one.what += key + "=" + value.dump() + "; ";
  plan.push_back(std::move(one));
  if (auto below = node.find("Plans"); below != node.end())
    for (auto& child : *below) add_nodes(child, plan);
}

double gap(double a, double b) {
  if (std::abs(a - b) < 0.0151) return 0;  // printed to the cent
  return std::abs(a - b) / std::max({std::abs(a), std::abs(b), 1e-9});
}

}  // namespace

Result<Plan> plan_of(pg::Connection& server, const std::string& statement) {
  auto text = TRY(twin::explain(server, statement, {.json = true}));
  auto parsed = json::parse(text, nullptr, false);
  if (!parsed.is_array() || parsed.empty()) return undecided("EXPLAIN answered no plan");
  Plan plan;
  add_nodes(parsed[0]["Plan"], plan);
  return plan;
}

bool same_shape(const Plan& a, const Plan& b) {
  return std::ranges::equal(a, b, [](auto& x, auto& y) { return x.what == y.what; });
}

bool same_rows(const Plan& a, const Plan& b) {
  return std::ranges::equal(a, b, [](auto& x, auto& y) { return x.rows == y.rows; });
}

double cost_gap(const Plan& a, const Plan& b) {
  if (a.size() != b.size()) return 1;
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max({largest, gap(a[i].startup_cost, b[i].startup_cost), gap(a[i].total_cost, b[i].total_cost)});
  return largest;
}

}  // namespace ante::bench
