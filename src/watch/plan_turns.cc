#include "watch/plan_turns.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "watch/middle.h"

namespace ante::watch {
namespace {

constexpr std::size_t plans_to_know = 3, times_of_plans = 60, queries_with_plans = 2'000, plans_of_values = 10;

std::string node_at(const std::vector<std::string>& nodes, std::size_t i) {
  return i < nodes.size() ? std::string(trim(nodes[i])) : "nothing";
}

}  // namespace

std::vector<PlanTurns::Turn> PlanTurns::see(const LogLines& lines) {
  std::vector<Turn> turns;
  for (auto& logged : lines.plans) {
    if (by_shape_.size() >= queries_with_plans && !by_shape_.contains(logged.shape)) continue;
    auto& [now, next, others] = by_shape_[logged.shape];
    auto add_to = [&](Plan& plan) {
      if (plan.ms.empty()) plan.nodes = logged.nodes, plan.from = lines.from;
      plan.to = lines.to;
      keep(plan.ms, logged.ms, times_of_plans);
    };
    if (now.ms.empty() || now.nodes == logged.nodes) {
      if (!next.ms.empty() && others.size() < plans_of_values) others.insert(next.nodes);
      next = {};
      add_to(now);
      continue;
    }
    if (others.contains(logged.nodes)) continue;
    if (next.nodes != logged.nodes) next = {};
    add_to(next);
    if (next.ms.size() < plans_to_know) continue;
    auto was = std::exchange(now, std::exchange(next, {}));
    if (was.ms.size() < plans_to_know) continue;
    auto other = std::ranges::mismatch(was.nodes, now.nodes).in1 - was.nodes.begin();
    auto place = static_cast<std::size_t>(other);
    turns.push_back({.shape = logged.shape,
                     .was = node_at(was.nodes, place),
                     .is = node_at(now.nodes, place),
                     .before_ms = middle(was.ms),
                     .now_ms = middle(now.ms),
                     .from = was.to,
                     .to = now.from});
  }
  return turns;
}

}  // namespace ante::watch
