#include "rehearse/kept_plans.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "twin/kept.h"

namespace ante::rehearse {
namespace {

using nlohmann::json;

json shown(const PlanNode& plan) {
  json children = json::array(), answer = json::array();
  for (auto& child : plan.children) children.push_back(shown(child));
  for (auto& column : plan.answer) answer.push_back({column.name, column.type});
  return {plan.what,   plan.conditions, plan.relation, plan.index,   plan.type, plan.schema, plan.alias,         plan.found_by,
          plan.filter, plan.output,     plan.workers,  plan.removed, plan.cost, plan.rows,   plan.types_assumed, answer,
          children};
}

PlanNode read(const json& page) {
  PlanNode plan;
  std::size_t at = 0;
  auto next = [&](auto& field) { page.at(at++).get_to(field); };
  for (auto* text : {&plan.what, &plan.conditions, &plan.relation, &plan.index, &plan.type, &plan.schema, &plan.alias,
                     &plan.found_by, &plan.filter})
    next(*text);
  next(plan.output), next(plan.workers), next(plan.removed), next(plan.cost), next(plan.rows), next(plan.types_assumed);
  for (auto& column : page.at(at)) plan.answer.push_back({column.at(0), column.at(1)});
  for (auto& child : page.at(at + 1)) plan.children.push_back(read(child));
  return plan;
}

// No time, no memory, no room, a server that went down: another time it may be otherwise.
bool is_of_the_moment(const Error& error) {
  constexpr std::array classes{"08", "53", "54", "57", "58", "XX"};
  return error.sqlstate.empty() || std::ranges::any_of(classes, [&](auto* c) { return error.sqlstate.starts_with(c); });
}

twin::Kept place(const twin::Base& base, const std::string& role) { return {base.data, "plans", role}; }

}  // namespace

std::optional<Plans> kept_plans(const twin::Base& base, const std::string& role, std::size_t shapes) {
  auto kept = place(base, role);
  auto text = kept.file();
  if (!text) return std::nullopt;
  try {
    auto page = json::from_cbor(*text);
    Plans plans;
    for (auto& one : page) {
      if (one.size() > 1)
        plans.emplace_back(std::unexpected(Error{one.at(0), one.at(1), Exit::undecided, one.at(2)}));
      else
        plans.emplace_back(read(one.at(0)));
    }
    if (plans.size() == shapes) return plans;
  } catch (const std::exception&) {
  }
  kept.forget();
  return std::nullopt;
}

Result<void> keep_plans(const twin::Base& base, const std::string& role, const Plans& plans) {
  json page = json::array();
  for (auto& plan : plans) {
    if (!plan && is_of_the_moment(plan.error())) return {};
    page.push_back(plan ? json::array({shown(*plan)})
                        : json{plan.error().what, plan.error().next, plan.error().sqlstate});
  }
  auto bytes = json::to_cbor(page);
  return place(base, role).keep_file({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace ante::rehearse
