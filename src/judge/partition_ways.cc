#include "judge/partition_ways.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "rehearse/definition.h"

namespace ante::judge {

using catalog::Difference;
using rehearse::parted;

std::string concurrently(const std::string& definition) {
  auto at = definition.find(" INDEX ");
  return definition.substr(0, at) + " INDEX CONCURRENTLY " + definition.substr(at + 7);
}

Partitions::Partitions(const catalog::Catalog& catalog) : catalog_(catalog), known_(catalog.version != 0) {
  for (auto& table : catalog.tables) {
    if (table.kind == "partitioned") partitioned_[table.name] = &table;
    for (auto& parent : table.parents) {
      parents_[table.name].push_back(parent);
      if (table.partition_bound) parts_[parent].push_back(table.name);
    }
  }
}

const catalog::Index* Partitions::index(const std::string& name) const {
  auto found = std::ranges::find(catalog_.indexes, name, &catalog::Index::name);
  return found == catalog_.indexes.end() ? nullptr : &*found;
}

const catalog::Constraint* Partitions::constraint(const std::string& table, const std::string& name) const {
  for (auto& one : catalog_.constraints)
    if (one.relation == table && one.name == name) return &one;
  return nullptr;
}

std::vector<std::string> Partitions::parts_of(const std::string& table) const {
  auto found = parts_.find(table);
  return found == parts_.end() ? std::vector<std::string>{} : found->second;
}

bool Partitions::follows(const Difference& one, const std::vector<Difference>& all) const {
  if (one.kind == "index") {
    auto* known = index(one.object);
    return known && known->parent;
  }
  auto [table, name] = parted(one.object);
  if (one.kind == "constraint")
    if (auto* known = constraint(table, name)) return known->parent || !known->local;
  auto parents = parents_.find(table);
  if (one.kind != "column" || parents == parents_.end()) return false;
  return std::ranges::any_of(parents->second, [&](auto& parent) {
    return std::ranges::any_of(all, [&](auto& other) {
      return other.kind == one.kind && other.what == one.what && other.field == one.field &&
             other.object == parent + "." + name;
    });
  });
}

// What the partitions have of it, down to those that have rows, and how it is put together. `as_key`: a constraint,
// which takes an index that is ready.
bool Partitions::add_parts_of(const catalog::Index& whole, bool as_key, Steps& steps) const {
  for (auto& part : parts_of(whole.table)) {
    auto found = std::ranges::find_if(catalog_.indexes,
                                      [&](auto& one) { return one.table == part && one.parent == whole.name; });
    if (found == catalog_.indexes.end()) return false;
    auto name = parted(found->name).second;
    auto* key = as_key ? constraint(part, name) : nullptr;
    if (as_key && !key) return false;
    if (is_partitioned(part)) {
      steps.push_back(key ? fmt::format("ALTER TABLE ONLY {} ADD CONSTRAINT {} {}", part, name, key->definition)
                          : found->definition);
      if (!add_parts_of(*found, as_key, steps)) return false;
    } else {
      steps.push_back(concurrently(found->definition));
      if (key)
        steps.push_back(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}", part, name,
                                    found->primary ? "PRIMARY KEY" : "UNIQUE", name));
    }
    steps.push_back(fmt::format("ALTER INDEX {} ATTACH PARTITION {}", whole.name, found->name));
  }
  return true;
}

Steps Partitions::to_index(const std::string& name) const {
  auto* whole = index(name);
  if (!whole) return {};
  Steps steps{whole->definition};  // which says ON ONLY
  return add_parts_of(*whole, false, steps) ? steps : Steps{};
}

Steps Partitions::to_key(const std::string& table, const std::string& name) const {
  auto* key = constraint(table, name);
  auto* whole = index(parted(table).first + "." + name);
  // A constraint that is put off cannot be put together of indexes.
  if (!key || !whole || contains(key->definition, " DEFERRABLE")) return {};
  Steps steps{fmt::format("ALTER TABLE ONLY {} ADD CONSTRAINT {} {}", table, name, key->definition)};
  return add_parts_of(*whole, true, steps) ? steps : Steps{};
}

Steps Partitions::to_foreign_key(const std::string& table, const std::string& name,
                                 const std::string& definition) const {
  constexpr int takes_not_valid = 180000;
  auto add = fmt::format("ADD CONSTRAINT {} {}", name, definition);
  auto validate = [&](const std::string& of) { return fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", of, name); };
  if (catalog_.version >= takes_not_valid)
    return {fmt::format("ALTER TABLE {} {} NOT VALID", table, add), validate(table)};
  Steps steps;
  auto open = parts_of(table);
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (is_partitioned(open[i])) {
      auto below = parts_of(open[i]);
      open.insert(open.end(), below.begin(), below.end());
      continue;
    }
    steps.push_back(fmt::format("ALTER TABLE {} {} NOT VALID", open[i], add));
    steps.push_back(validate(open[i]));
  }
  // It finds the parts there, and looks at no row again.
  steps.push_back(fmt::format("ALTER TABLE {} {}", table, add));
  return steps;
}

}  // namespace ante::judge
