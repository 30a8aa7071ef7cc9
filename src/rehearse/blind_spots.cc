#include "rehearse/blind_spots.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

void add(const PlanNode& plan, Used& used) {
  used.insert(plan.relation);
  used.insert(plan.index);
  for (auto& child : plan.children) add(child, used);
}

void add(const change::Effects& effects, Used& used) {
  for (auto& lock : effects.locks) used.insert(twin::without_schema(lock.relation));
  for (auto* names : {&effects.rewritten, &effects.scanned, &effects.built, &effects.emptied})
    for (auto& name : *names) used.insert(twin::without_schema(name));
}

// "statistics of public.payroll: …" is of that table alone; "…, public.payroll among them" is of others too.
const std::string* only_table_of(const snapshot::BlindSpot& spot, const snapshot::Snapshot& snapshot) {
  for (auto& table : snapshot.catalog.tables)
    for (auto end : {":", ".", " "})
      if (contains(spot.what + " ", " of " + table.name + end) || contains(spot.what, " in " + table.name + end))
        return contains(spot.what, " among ") ? nullptr : &table.name;
  return nullptr;
}

// Whether the change leaves all as it was that the planner has: then plans are what they were, whatever is missing on
// both sides. A new query has no plan before the change.
bool leaves_plans_alone(const Rehearsal& rehearsal) {
  auto leaves = [](const catalog::Difference& one) {
    return one.kind == "comment" || (one.kind == "column" && one.what == catalog::Difference::What::added);
  };
  return rehearsal.new_queries.empty() && std::ranges::all_of(rehearsal.statements, [&](auto& statement) {
           auto& effects = statement.effects;
           return effects.rewritten.empty() && effects.emptied.empty() && effects.built.empty() &&
                  statement.on_rows.rewritten.empty() && !effects.outside_transaction &&
                  std::ranges::all_of(effects.catalog, leaves);
         });
}

// The planner looks the ends of a column up in an index that begins with it, whether the plan uses that index or not;
// of an expression's it does so for a condition on that expression, which leads to that index.
bool ends_are_missed(const snapshot::Snapshot& snapshot, const Used& used) {
  std::set<std::string> seen, large;
  for (auto& shape : snapshot.indexes)
    if (shape.low || shape.high) seen.insert(shape.index);
  for (auto& size : snapshot.sizes)
    if (size.blocks > 1) large.insert(size.relation);
  return std::ranges::any_of(snapshot.catalog.indexes, [&](auto& index) {
    if (index.method != "btree" || index.partial || !index.valid || !large.contains(index.name) ||
        seen.contains(index.name))
      return false;
    bool by_expression = index.keys.starts_with("0");
    return used.contains(twin::without_schema(by_expression ? index.name : index.table));
  });
}

}  // namespace

Used used_by(const Rehearsal& rehearsal) {
  Used used;
  for (auto& statement : rehearsal.statements) {
    add(statement.effects, used);
    for (auto& lock : statement.on_rows.locks) used.insert(twin::without_schema(lock.relation));
  }
  for (auto& query : rehearsal.queries)
    if (query.touched) add(query.before, used), add(query.after, used);
  for (auto& query : rehearsal.new_queries)
    if (query.plan) add(*query.plan, used);
  return used;
}

bool matters(const snapshot::BlindSpot& spot, const snapshot::Snapshot& snapshot, const Used& used,
             const Rehearsal& rehearsal) {
  if (spot.about == "figures" || spot.about == "sequences") return false;
  if (spot.about == "metapages")
    return std::ranges::any_of(snapshot.catalog.indexes, [&](auto& index) {
      return (index.method == "gin" || index.method == "brin") && used.contains(twin::without_schema(index.name));
    });
  if (spot.about == "ends") return !leaves_plans_alone(rehearsal) && ends_are_missed(snapshot, used);
  auto* table = only_table_of(spot, snapshot);
  return !table || used.contains(twin::without_schema(*table));
}

}  // namespace ante::rehearse
