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

Steps PartitionWay::statements() const {
  Steps all;
  for (auto& part : parts) all.push_back(part.sql);
  all.insert(all.end(), whole.begin(), whole.end());
  return all;
}

// What the partitions have of it, down to those that have rows, and how it is put together. `as_key`: a constraint,
// which takes an index that is ready.
bool Partitions::add_parts_of(const catalog::Index& whole, bool as_key, PartitionWay& way) const {
  for (auto& part : parts_of(whole.table)) {
    auto found = std::ranges::find_if(catalog_.indexes,
                                      [&](auto& one) { return one.table == part && one.parent == whole.name; });
    if (found == catalog_.indexes.end()) return false;
    auto name = parted(found->name).second;
    auto* key = as_key ? constraint(part, name) : nullptr;
    if (as_key && !key) return false;
    if (is_partitioned(part)) {
      way.whole.push_back(key ? fmt::format("ALTER TABLE ONLY {} ADD CONSTRAINT {} {}", part, name, key->definition)
                              : found->definition);
      if (!add_parts_of(*found, as_key, way)) return false;
    } else {
      way.parts.push_back({concurrently(found->definition), found->name});
      if (key) {
        way.whole.push_back(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}", part, name,
                                        found->primary ? "PRIMARY KEY" : "UNIQUE", name));
        way.back.push_back(fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", part, name));
      }
      way.back.push_back("DROP INDEX IF EXISTS " + found->name);
    }
    way.whole.push_back(fmt::format("ALTER INDEX {} ATTACH PARTITION {}", whole.name, found->name));
  }
  return true;
}

PartitionWay Partitions::to_index(const std::string& name) const {
  auto* whole = index(name);
  if (!whole) return {};
  PartitionWay way{.whole = {whole->definition},  // which says ON ONLY
                   .back = {"DROP INDEX IF EXISTS " + name}};
  return add_parts_of(*whole, false, way) ? way : PartitionWay{};
}

PartitionWay Partitions::to_key(const std::string& table, const std::string& name) const {
  auto* key = constraint(table, name);
  auto* whole = index(parted(table).first + "." + name);
  // A constraint that is put off cannot be put together of indexes.
  if (!key || !whole || contains(key->definition, " DEFERRABLE")) return {};
  PartitionWay way{.whole = {fmt::format("ALTER TABLE ONLY {} ADD CONSTRAINT {} {}", table, name, key->definition)},
                   .back = {fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", table, name)}};
  return add_parts_of(*whole, true, way) ? way : PartitionWay{};
}

PartitionWay Partitions::to_foreign_key(const std::string& table, const std::string& name,
                                        const std::string& definition) const {
  constexpr int takes_not_valid = 180000;
  PartitionWay way{.back = {fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", table, name)}};
  const auto add = [&](const std::string& to) {
    way.parts.push_back(
        {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID", to, name, definition), "", to, name});
    way.parts.push_back({fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", to, name)});
  };
  if (catalog_.version >= takes_not_valid) {
    add(table);
    return way;
  }
  auto open = parts_of(table);
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (is_partitioned(open[i])) {
      auto below = parts_of(open[i]);
      open.insert(open.end(), below.begin(), below.end());
      continue;
    }
    add(open[i]);
    way.back.push_back(fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", open[i], name));
  }
  // It finds the parts there, and looks at no row again.
  way.whole = {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", table, name, definition)};
  return way;
}

}  // namespace ante::judge
