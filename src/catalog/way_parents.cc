// Children and partitions that leave their parents, and that join them.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "catalog/names.h"
#include "catalog/way_parts.h"

namespace ante::catalog {

namespace in = catalog_class;

namespace {

bool must_be_another(const Table& was, const Table& is) {
  return was.kind != is.kind || was.partition_key != is.partition_key || was.server != is.server;
}

// The catalog after a table has left a parent: what it had from it is its own.
class Leaving {
 public:
  Leaving(Catalog& now, Table& table, const std::string& parent) : now_(now), table_(table), parent_(parent) {}

  void forget() {
    std::erase(table_.parents, parent_);
    table_.partition_bound.reset();
    forget_columns();
    forget_constraints();
    for (auto& index : now_.indexes)
      if (index.table == table_.name) index.parent.reset();
    std::erase_if(now_.triggers, [&](const Trigger& one) { return one.relation == table_.name && one.parent; });
    forget_dependencies();
  }

 private:
  void forget_columns() {
    std::set<std::string> of_parent;
    for (const auto& column : now_.columns)
      if (column.relation == parent_ && !column.dropped) of_parent.insert(column.name);
    for (auto& column : now_.columns) {
      if (column.relation != table_.name || !of_parent.contains(column.name) || column.inherited_from == 0) continue;
      if (--column.inherited_from == 0) column.local = true;
    }
  }
  void forget_constraints() {
    std::set<std::string> of_parent;
    for (const auto& one : now_.constraints)
      if (one.relation == parent_) of_parent.insert(one.name);
    for (auto& one : now_.constraints) {
      if (one.relation != table_.name) continue;
      const bool parents = one.parent ? one.parent->starts_with(parent_ + ".") : of_parent.contains(one.name);
      if (!parents || one.inherited_from == 0) continue;
      one.parent.reset();
      if (--one.inherited_from == 0) one.local = true;
    }
  }
  void forget_dependencies() {
    const auto own = parts_of(table_.name), parents = parts_of(parent_);
    std::erase_if(now_.dependencies, [&](const Dependency& one) {
      return own.contains({one.class_oid, one.oid}) && parents.contains({one.needs_class, one.needs_oid});
    });
  }
  std::set<Key> parts_of(const std::string& relation) const {
    std::set<Key> keys;
    for (const auto& one : now_.tables)
      if (one.name == relation) keys.insert({in::relation, one.oid});
    for (const auto& one : now_.indexes)
      if (one.table == relation) keys.insert({in::relation, one.oid});
    for (const auto& one : now_.constraints)
      if (one.relation == relation) keys.insert({in::constraint, one.oid});
    for (const auto& one : now_.triggers)
      if (one.relation == relation) keys.insert({in::trigger, one.oid});
    return keys;
  }

  Catalog& now_;
  Table& table_;
  const std::string parent_;
};

}  // namespace

Steps leave_parents(Catalog& now, const Catalog& to) {
  const auto after = by_name(to.tables);
  std::map<std::string, const Table*> before;
  for (const auto& table : now.tables) before[table.name] = &table;
  Steps steps;
  for (auto& table : now.tables) {
    const auto is = after.find(table.name);
    if (is == after.end() || must_be_another(table, *is->second)) continue;
    for (const auto& parent : Names(table.parents)) {
      const auto of_parent = after.find(parent);
      const bool stays = of_parent != after.end() && before.contains(parent) &&
                         !must_be_another(*before[parent], *of_parent->second) &&
                         std::ranges::find(is->second->parents, parent) != is->second->parents.end() &&
                         table.partition_bound == is->second->partition_bound;
      if (stays) continue;
      steps.push_back({table.partition_bound ? fmt::format("ALTER TABLE {} DETACH PARTITION {}", parent, table.name)
                                             : fmt::format("ALTER TABLE {} NO INHERIT {}", table.name, parent),
                       object_of(table), ""});
      Leaving(now, table, parent).forget();
    }
  }
  return steps;
}

// Partitions last, when they have their indexes: their parents' find these then, and make no others.
Steps join_parents(const Plan& plan) {
  Steps steps;
  for (const auto& table : plan.to.tables) {
    if (!table.partition_bound) continue;
    const auto was = plan.before.tables.find(table.name);
    if (plan.stays("table " + table.name) && was != plan.before.tables.end() &&
        was->second->partition_bound == table.partition_bound)
      continue;
    append(steps, join_parents(table, plan.after));
  }
  return steps;
}

}  // namespace ante::catalog
