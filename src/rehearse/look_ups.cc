#include "rehearse/look_ups.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::rehearse {
namespace {

constexpr std::size_t longest = 2'000;  // std::regex goes as deep as a text is long

// "InitPlan 1 (returns $0)": the name, and what stands for it in a condition.
struct WithinPlan {
  std::string name, parameter;
};
WithinPlan within(const PlanNode& plan) {
  auto returns = plan.subplan.find(" (returns ");
  if (returns == std::string::npos) return {plan.subplan, ""};
  auto parameter = plan.subplan.substr(returns + 10);
  return {plan.subplan.substr(0, returns), parameter.substr(0, parameter.find_first_of(",)"))};
}

void add_subplans(const PlanNode& plan, std::vector<const PlanNode*>& all) {
  if (!plan.subplan.empty()) all.push_back(&plan);
  for (auto& child : plan.children) add_subplans(child, all);
}

void add_conditions(const PlanNode& plan, std::vector<std::string>& all) {
  for (auto* said : {&plan.filter, &plan.once, &plan.joined_by})
    if (!said->empty() && said->size() < longest) all.push_back(*said);
  for (auto& child : plan.children) add_conditions(child, all);
}

// The names of plans within a plan that must find nothing: "(NOT $0)", "(NOT (InitPlan 1).col1)", "(count = 0)".
std::set<std::string> that_must_find_nothing(const PlanNode& plan) {
  static const std::regex negated(R"rx(NOT \(?(?:ANY \(.*)?(?:hashed )?(\$\d+|(?:InitPlan|SubPlan) \d+))rx"
                                  R"rx(|\(?(\$\d+|(?:InitPlan|SubPlan) \d+)\)?(?:\.col1\)?)? (?:= 0\b|IS NULL))rx");
  std::vector<const PlanNode*> subplans;
  add_subplans(plan, subplans);
  std::vector<std::string> conditions;
  add_conditions(plan, conditions);
  std::set<std::string> names;
  for (auto& condition : conditions)
    for (std::sregex_iterator match(condition.begin(), condition.end(), negated), end; match != end; ++match) {
      auto said = (*match)[1].matched ? (*match)[1].str() : (*match)[2].str();
      for (auto* subplan : subplans)
        if (auto [name, parameter] = within(*subplan); name == said || (!parameter.empty() && parameter == said))
          names.insert(name);
    }
  return names;
}

void add_commons(const PlanNode& plan, std::set<std::string>& names) {
  if (!plan.common.empty()) names.insert("CTE " + plan.common);
  for (auto& child : plan.children) add_commons(child, names);
}

// Whether a condition wants a column to be missing that each row of the table has.
bool wants_no_row(const std::string& condition, const PlanNode& plan, const LookUps& of) {
  auto alias = sql::quoted_where_needed(plan.alias);
  bool it_does = plan.relation == of.table.second && std::ranges::any_of(of.always_given, [&](auto& column) {
                   return contains(condition, fmt::format("({}.{} IS NULL)", alias, column));
                 });
  return it_does || std::ranges::any_of(plan.children, [&](auto& child) { return wants_no_row(condition, child, of); });
}

// A bitmap's index has what leads to the rows of the scan above it.
std::string led_to_by(const PlanNode& plan) {
  if (!plan.found_by.empty()) return plan.found_by;
  for (auto& child : plan.children)
    if (auto by = led_to_by(child); !by.empty()) return by;
  return "";
}

class Walk {
 public:
  Walk(const LookUps& of, std::set<std::string> deciding) : of_(of), deciding_(std::move(deciding)) {}

  void look(const PlanNode& plan, bool looked_up, std::vector<std::string> joined) {
    if (!plan.subplan.empty()) {
      looked_up = deciding_.contains(within(plan).name);
      joined.clear();
      if (looked_up && plan.subplan.starts_with("SubPlan") && plan.output.size() == 1)
        joined.push_back(fmt::format("({} = ante_given.value)", plan.output[0]));
    }
    if (plan.what.starts_with("Insert")) looked_up = false;
    if (looked_up && is_of_table(plan)) add(plan, joined);
    auto with_this = joined;
    if (!plan.joined_by.empty()) with_this.push_back(plan.joined_by);
    for (std::size_t i = 0; i < plan.children.size(); ++i)
      look(plan.children[i], looked_up || must_fail(plan, i), with_this);
  }

  std::vector<Conditions> found;

 private:
  bool is_of_table(const PlanNode& plan) const {
    if (!plan.type.ends_with("Scan")) return false;
    if (TableName(plan.schema, plan.relation) == of_.table) return true;
    auto size = of_.sizes.find({plan.schema, plan.relation});
    auto root = sql::quoted_where_needed(of_.table.first) + "." + sql::quoted_where_needed(of_.table.second);
    return size != of_.sizes.end() && size->second.root == root;
  }

  // Of a join whose rows are wanted where there is no other one, this child is the other one.
  bool must_fail(const PlanNode& join, std::size_t child) const {
    if (contains(join.what, "(Anti)")) return child == 1;
    if (contains(join.what, "(Right Anti)")) return child == 0;
    // An outer join keeps a row without a partner, and a condition that only such a row meets lets no other through.
    bool left = contains(join.what, "(Left)") && child == 1, right = contains(join.what, "(Right)") && child == 0;
    return (left || right) && wants_no_row(join.filter, join.children[child], of_);
  }

  void add(const PlanNode& scan, const std::vector<std::string>& joined) {
    std::vector<std::string> parts;
    for (auto& part : {led_to_by(scan), scan.filter})
      if (!part.empty()) parts.push_back(part);
    parts.insert(parts.end(), joined.begin(), joined.end());
    auto all = join(parts, " AND ");
    // A condition on a partitioned table calls it by another alias than the scans of its parts.
    for (auto& alias : {scan.alias, of_.table.second, of_.table.second + "_1", of_.table.second + "_2"})
      all = without_alias(all, alias);
    if (auto conditions = conditions_in(all, of_.columns); !conditions.equal.empty()) found.push_back(conditions);
  }

  const LookUps& of_;
  std::set<std::string> deciding_;
};

}  // namespace

std::vector<Conditions> LookUps::that_must_fail(const PlanNode& plan) const {
  auto deciding = that_must_find_nothing(plan);
  std::vector<const PlanNode*> subplans;
  add_subplans(plan, subplans);
  for (auto* subplan : subplans)
    if (deciding.contains(within(*subplan).name)) add_commons(*subplan, deciding);
  Walk walk(*this, deciding);
  walk.look(plan, false, {});
  return std::move(walk.found);
}

std::vector<Conditions> LookUps::of_query(const PlanNode& plan) const {
  std::vector<const PlanNode*> subplans;
  add_subplans(plan, subplans);
  std::set<std::string> all;
  for (auto* subplan : subplans) all.insert(within(*subplan).name);
  Walk walk(*this, all);
  walk.look(plan, true, {});
  return std::move(walk.found);
}

std::vector<const PlanNode*> inserts_in(const PlanNode& plan) {
  std::vector<const PlanNode*> all;
  if (rows_of_insert(plan)) all.push_back(&plan);
  for (auto& child : plan.children)
    for (auto* more : inserts_in(child)) all.push_back(more);
  return all;
}

}  // namespace ante::rehearse
