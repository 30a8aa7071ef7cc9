// Types and sequences that stay, and what is altered of them.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

bool has(const Names& list, const std::string& one) { return std::ranges::find(list, one) != list.end(); }

// Labels that stand in the place of others, where none came and none went.
Names with_renamed(Names labels, const Names& is, Steps* steps, const std::string& type) {
  if (labels.size() != is.size()) return labels;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == is[i] || has(is, labels[i]) || has(labels, is[i])) continue;
    if (steps)
      steps->push_back({fmt::format("ALTER TYPE {} RENAME VALUE {} TO {}", type, literal(labels[i]), literal(is[i])),
                        "type " + type, ""});
    labels[i] = is[i];
  }
  return labels;
}

bool is_part_in_order(const Names& part, const Names& whole) {
  std::size_t at = 0;
  for (const auto& one : whole)
    if (at < part.size() && part[at] == one) ++at;
  return at == part.size();
}

Steps alter_enum(const Type& was, const Type& is) {
  Steps steps;
  const auto labels = with_renamed(was.labels, is.labels, &steps, is.name);
  for (std::size_t i = 0; i < is.labels.size(); ++i) {
    if (has(labels, is.labels[i])) continue;
    std::string where;
    if (i > 0)
      where = " AFTER " + literal(is.labels[i - 1]);
    else if (!labels.empty())
      where = " BEFORE " + literal(labels.front());
    steps.push_back(
        {fmt::format("ALTER TYPE {} ADD VALUE {}{}", is.name, literal(is.labels[i]), where), "type " + is.name, ""});
  }
  return steps;
}

Steps alter_domain(const Plan& plan, const Type& was, const Type& is) {
  Steps steps;
  const auto add = [&](const std::string& what) {
    steps.push_back({fmt::format("ALTER DOMAIN {} {}", is.name, what), "domain " + is.name, ""});
  };
  if (was.default_value != is.default_value)
    add(is.default_value ? "SET DEFAULT " + *is.default_value : "DROP DEFAULT");
  if (was.not_null != is.not_null) add(is.not_null ? "SET NOT NULL" : "DROP NOT NULL");
  const auto constraints = plan.after.constraints.find(is.name);
  if (constraints == plan.after.constraints.end()) return steps;
  const auto before = by_name(plan.now.constraints);
  for (const auto* one : constraints->second) {
    const Id id = "constraint " + name_of(*one);
    if (plan.comes(id))
      append(steps, make_check(*one, "", true));
    else if (plan.fate(id) == Fate::altered)
      append(steps, alter_constraint(*before.at(name_of(*one)), *one, fmt::format("ALTER DOMAIN {} ", is.name)));
  }
  return steps;
}

Steps alter_composite(const Plan& plan, const Type& type) {
  std::map<std::string, const Column*> before;
  if (const auto found = plan.before.columns.find(type.name); found != plan.before.columns.end())
    for (const auto* one : found->second)
      if (!one->dropped) before[one->name] = one;
  Steps steps;
  const auto add = [&](const std::string& what, std::string loses = {}) {
    steps.push_back(
        {fmt::format("ALTER TYPE {} {} CASCADE", type.name, what), "type " + type.name, "", std::move(loses)});
  };
  Steps comes;
  if (const auto found = plan.after.columns.find(type.name); found != plan.after.columns.end())
    for (const auto* one : found->second) {
      if (one->dropped) continue;
      const auto spelled = one->name + (before.contains(one->name) ? " TYPE " : " ") + one->type +
                           (one->collation ? " COLLATE " + *one->collation : "");
      const auto old = before.find(one->name);
      if (old == before.end()) {
        comes.push_back(
            {fmt::format("ALTER TYPE {} ADD ATTRIBUTE {} CASCADE", type.name, spelled), "type " + type.name, ""});
      } else {
        if (old->second->type != one->type || old->second->collation != one->collation)
          add("ALTER ATTRIBUTE " + spelled);
        before.erase(old);
      }
    }
  for (const auto& [name, one] : before)
    add("DROP ATTRIBUTE " + name, fmt::format("the values of {}.{}", type.name, name));
  append(steps, std::move(comes));
  return steps;
}

}  // namespace

bool labels_can_follow(const Names& was, const Names& is) {
  return is_part_in_order(with_renamed(was, is, nullptr, ""), is);
}

Steps alter_type(const Plan& plan, const Type& was, const Type& is) {
  if (is.kind == "enum") return alter_enum(was, is);
  if (is.kind == "domain") return alter_domain(plan, was, is);
  if (is.kind == "composite") return alter_composite(plan, is);
  return {};
}

Steps alter_sequence(const Sequence& was, const Sequence& is) {
  Names changes;
  const auto change = [&](const auto& before, const auto& after, const char* word) {
    if (before != after) changes.push_back(fmt::format("{} {}", word, after));
  };
  change(was.type, is.type, "AS");
  change(was.increment, is.increment, "INCREMENT BY");
  const bool bounds = was.type != is.type || was.minimum != is.minimum || was.maximum != is.maximum;
  if (bounds) changes.push_back(fmt::format("MINVALUE {} MAXVALUE {}", is.minimum, is.maximum));
  change(was.start, is.start, "START WITH");
  change(was.cache, is.cache, "CACHE");
  if (was.cycle != is.cycle) changes.push_back(is.cycle ? "CYCLE" : "NO CYCLE");
  Steps steps;
  const std::string object = "sequence " + is.name;
  if (!changes.empty()) steps.push_back({fmt::format("ALTER SEQUENCE {} {}", is.name, join(changes, " ")), object, ""});
  if (was.persistence != is.persistence && !is.identity)
    steps.push_back(
        {fmt::format("ALTER SEQUENCE {} SET {}", is.name, is.persistence == "unlogged" ? "UNLOGGED" : "LOGGED"), object,
         ""});
  return steps;
}

}  // namespace ante::catalog
