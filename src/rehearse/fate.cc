#include "rehearse/fate.h"

#include "twin/lab.h"

namespace ante::rehearse {
namespace {

// Ten pages of nothing, which the planner would not believe to be none.
constexpr double reading_nothing = 50;

double cost_of_new_parts(const PlanNode& plan, const std::set<std::string>& known) {
  double cost = 0;
  bool of_parts = plan.type == "Append" || plan.type == "Merge Append";
  for (auto& child : plan.children) {
    bool is_new = of_parts && !child.relation.empty() && !known.contains(child.relation);
    cost += is_new && child.cost < reading_nothing ? child.cost : cost_of_new_parts(child, known);
  }
  return cost;
}

}  // namespace

Fate fate_of(const PlanNode& before, const PlanNode& after, const std::set<std::string>& known) {
  auto cost = after.cost - (known.empty() ? 0 : cost_of_new_parts(after, known));
  if (cost > before.cost * clear_growth && cost - before.cost > least_cost) return Fate::worse;
  if (before.cost > cost * clear_growth && before.cost - cost > least_cost) return Fate::better;
  return same_plan(before, after) ? Fate::unchanged : Fate::changed;
}

std::set<std::string> known_tables(const catalog::Catalog& catalog) {
  std::set<std::string> names;
  for (auto& table : catalog.tables) names.insert(twin::without_schema(table.name));
  return names;
}

}  // namespace ante::rehearse
