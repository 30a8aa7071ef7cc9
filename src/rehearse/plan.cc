#include "rehearse/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace ante::rehearse {
namespace {

using nlohmann::json;

std::string text(const json& node, const char* key) {
  auto found = node.find(key);
  if (found == node.end()) return "";
  if (found->is_string()) return found->get<std::string>();
  if (!found->is_array()) return "";
  std::vector<std::string> parts;
  for (auto& part : *found)
    if (part.is_string()) parts.push_back(part.get<std::string>());
  return join(parts, ", ");
}

std::vector<std::string> texts(const json& node, const char* key) {
  std::vector<std::string> all;
  if (auto found = node.find(key); found != node.end() && found->is_array())
    for (auto& one : *found) all.push_back(one.is_string() ? one.get<std::string>() : "");
  return all;
}

// What tells one node's work from another's of the same type, and how it is shown.
struct Condition {
  const char *key, *shown;
};
constexpr std::array conditions{
    Condition{"Index Cond", "index"},  Condition{"Recheck Cond", "recheck"},    Condition{"Hash Cond", "on"},
    Condition{"Merge Cond", "on"},     Condition{"Join Filter", "on"},          Condition{"TID Cond", "tid"},
    Condition{"Order By", "order by"}, Condition{"Filter", "filter"},           Condition{"One-Time Filter", "filter"},
    Condition{"Sort Key", "by"},       Condition{"Presorted Key", "sorted by"}, Condition{"Group Key", "by"},
    Condition{"Cache Key", "by"}};

std::string what_of(const json& node) {
  std::string what = text(node, "Node Type");
  auto strategy = text(node, "Strategy"), join_type = text(node, "Join Type"), operation = text(node, "Operation");
  if (node.value("Partial Mode", "Simple") != "Simple") what = node.value("Partial Mode", "") + " " + what;
  if (node.value("Parallel Aware", false)) what = "Parallel " + what;
  if (!strategy.empty() && strategy != "Plain") what += fmt::format(" ({})", strategy);
  if (!join_type.empty() && join_type != "Inner") what += fmt::format(" ({})", join_type);
  if (!operation.empty()) what = operation;
  if (node.value("Scan Direction", "Forward") == "Backward") what += " Backward";
  if (node.contains("Index Name")) what += " using " + text(node, "Index Name");
  if (node.contains("Relation Name")) what += " on " + text(node, "Relation Name");
  for (auto* named : {"CTE Name", "Function Name", "Subplan Name"})
    if (node.contains(named)) what += " " + text(node, named);
  return what;
}

PlanNode read_node(const json& node) {
  PlanNode plan;
  plan.what = what_of(node);
  plan.type = text(node, "Node Type");
  plan.relation = text(node, "Relation Name");
  plan.index = text(node, "Index Name");
  plan.schema = text(node, "Schema");
  plan.alias = text(node, "Alias");
  plan.found_by = text(node, "Index Cond");
  plan.filter = text(node, "Filter");
  plan.output = texts(node, "Output");
  plan.over_conflicts = node.contains("Conflict Resolution");
  plan.judges = texts(node, "Conflict Arbiter Indexes");
  for (auto* joined : {"Hash Cond", "Merge Cond", "Join Filter"})
    if (auto said = text(node, joined); !said.empty())
      plan.joined_by = plan.joined_by.empty() ? said : fmt::format("({} AND {})", plan.joined_by, said);
  plan.once = text(node, "One-Time Filter");
  plan.subplan = text(node, "Subplan Name");
  plan.common = text(node, "CTE Name");
  plan.workers = node.value("Workers Planned", 0);
  plan.removed = node.value("Subplans Removed", 0);
  std::vector<std::string> parts;
  for (auto& condition : conditions)
    if (auto said = text(node, condition.key); !said.empty())
      parts.push_back(fmt::format("{} {}", condition.shown, said));
  plan.conditions = join(parts, "; ");
  plan.cost = node.value("Total Cost", 0.0);
  plan.rows = node.value("Plan Rows", 0.0);
  if (auto children = node.find("Plans"); children != node.end())
    for (auto& child : *children) plan.children.push_back(read_node(child));
  return plan;
}

std::string line_of(const PlanNode& plan) {
  return plan.conditions.empty() ? plan.what : fmt::format("{}, {}", plan.what, plan.conditions);
}

void collect(const PlanNode& plan, std::vector<std::string>& lines) {
  lines.push_back(line_of(plan));
  for (auto& child : plan.children) collect(child, lines);
}

}  // namespace

Result<PlanNode> read_plan(std::string_view text_of_plan) {
  auto document = json::parse(text_of_plan, nullptr, false);
  bool has_plan = document.is_array() && !document.empty() && document[0].is_object() && document[0].contains("Plan") &&
                  document[0]["Plan"].is_object();
  if (!has_plan) return undecided("the server's plan is not in the form that was asked for");
  return read_node(document[0]["Plan"]);
}

const PlanNode* rows_of_insert(const PlanNode& plan) {
  if (!plan.what.starts_with("Insert")) return nullptr;
  auto rows = std::ranges::find_if(plan.children, [](auto& child) { return child.subplan.empty(); });
  return rows == plan.children.end() ? nullptr : &*rows;
}

const PlanNode* scan_of(const PlanNode& plan, const std::set<std::string>& tables) {
  if (plan.type.ends_with("Scan") && tables.contains(plan.relation)) return &plan;
  for (auto& child : plan.children)
    if (auto* found = scan_of(child, tables)) return found;
  return nullptr;
}

bool same_plan(const PlanNode& a, const PlanNode& b) {
  if (a.what != b.what || a.conditions != b.conditions || a.children.size() != b.children.size()) return false;
  for (std::size_t i = 0; i < a.children.size(); ++i)
    if (!same_plan(a.children[i], b.children[i])) return false;
  return true;
}

std::vector<std::string> nodes_only_in(const PlanNode& plan, const PlanNode& other) {
  std::vector<std::string> mine, theirs, only;
  collect(plan, mine);
  collect(other, theirs);
  for (auto& line : mine) {
    auto same = std::ranges::find(theirs, line);
    if (same == theirs.end())
      only.push_back(line);
    else
      theirs.erase(same);
  }
  return only;
}

}  // namespace ante::rehearse
