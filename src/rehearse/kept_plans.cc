#include "rehearse/kept_plans.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "twin/kept.h"

namespace ante::rehearse {
namespace {

using nlohmann::json;

// Each member once, in their order. All have a name here, so that one more does not compile before it is kept too.
template <class Plan, class Visit>
void for_each_member(Plan& plan, Visit&& visit) {
  auto& [what, conditions, relation, index, type, schema, alias, found_by, filter, output, over_conflicts, judges,
         joined_by, once, subplan, common, workers, removed, cost, rows, types_assumed, answer, children] = plan;
  visit(what), visit(conditions), visit(relation), visit(index), visit(type), visit(schema), visit(alias);
  visit(found_by), visit(filter), visit(output), visit(over_conflicts), visit(judges), visit(workers), visit(removed);
  visit(cost), visit(rows), visit(types_assumed), visit(answer), visit(children);
  visit(joined_by), visit(once), visit(subplan), visit(common);
}

json shown(const PlanNode& plan);
json shown(const pg::Column& column) { return {column.name, column.type}; }
template <class Value>
json shown(const Value& value) {
  return value;
}
template <class Part>
  requires(!std::is_same_v<Part, std::string>)
json shown(const std::vector<Part>& parts) {
  json list = json::array();
  for (auto& part : parts) list.push_back(shown(part));
  return list;
}
json shown(const PlanNode& plan) {
  json page = json::array();
  for_each_member(plan, [&](auto& member) { page.push_back(shown(member)); });
  return page;
}

void read(const json& cell, PlanNode& plan);
void read(const json& cell, pg::Column& column) { column = {cell.at(0), cell.at(1)}; }
template <class Value>
void read(const json& cell, Value& value) {
  cell.get_to(value);
}
template <class Part>
  requires(!std::is_same_v<Part, std::string>)
void read(const json& cell, std::vector<Part>& parts) {
  for (auto& one : cell) read(one, parts.emplace_back());
}
void read(const json& cell, PlanNode& plan) {
  std::size_t place = 0;
  for_each_member(plan, [&](auto& member) { read(cell.at(place++), member); });
}

// No time, no memory, no room, a server that went down: another time it may be otherwise.
bool is_of_the_moment(const Error& error) {
  constexpr std::array classes{"08", "53", "54", "57", "58", "XX"};
  return error.sqlstate.empty() || std::ranges::any_of(classes, [&](auto* c) { return error.sqlstate.starts_with(c); });
}

twin::Kept place(const twin::Base& base, const std::string& role) { return {base.data, "plans", role}; }

// Nothing of a page that is not one: cut short by a full disk, or of another version.
std::optional<Plans> plans_of(const std::string& text) try {
  Plans plans;
  for (auto& one : json::from_cbor(text)) {
    PlanNode plan;
    if (one.size() > 1)
      plans.emplace_back(std::unexpected(Error{one.at(0), one.at(1), Exit::undecided, one.at(2)}));
    else
      read(one.at(0), plan), plans.emplace_back(std::move(plan));
  }
  return plans;
} catch (const std::exception&) {
  return std::nullopt;
}

}  // namespace

std::optional<Plans> kept_plans(const twin::Base& base, const std::string& role, std::size_t shapes) {
  auto kept = place(base, role);
  auto text = kept.file();
  if (!text) return std::nullopt;
  auto plans = plans_of(*text);
  if (plans && plans->size() == shapes) return plans;
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
