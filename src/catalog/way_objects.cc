#include "catalog/way_objects.h"

#include <vector>

namespace ante::catalog {

namespace in = catalog_class;

void Objects::add(const Id& id, Key key) {
  keys_.try_emplace(id, key);
  ids_[key] = id;
}

const Id* Objects::find(Key key) const {
  const auto found = ids_.find(key);
  return found == ids_.end() ? nullptr : &found->second;
}

namespace {
const std::set<Id> none;
}

const std::set<Id>& Objects::dependents(const Id& id) const {
  const auto found = dependents_.find(id);
  return found == dependents_.end() ? none : found->second;
}

const std::set<Id>& Objects::needs(const Id& id) const {
  const auto found = needs_.find(id);
  return found == needs_.end() ? none : found->second;
}

Objects::Objects(const Catalog& catalog) {
  for (const auto& one : catalog.schemas) add("schema " + one.name, {in::schema, one.oid});
  for (const auto& one : catalog.extensions) add("extension " + one.name, {in::extension, one.oid});
  for (const auto& one : catalog.collations) add("collation " + one.name, {in::collation, one.oid});
  for (const auto& one : catalog.types) add("type " + one.name, {in::type, one.oid});
  for (const auto& one : catalog.functions) add("function " + one.name, {in::procedure, one.oid});
  for (const auto& one : catalog.sequences)
    if (!one.identity) add("sequence " + one.name, {in::relation, one.oid});
  for (const auto& one : catalog.tables) add("table " + one.name, {in::relation, one.oid});
  for (const auto& one : catalog.columns)
    if (one.default_oid != 0) add("default " + name_of(one), {in::attribute_default, one.default_oid});
  for (const auto& one : catalog.indexes) add("index " + one.name, {in::relation, one.oid});
  for (const auto& one : catalog.constraints)
    add(one.index ? "index " + *one.index : "constraint " + name_of(one), {in::constraint, one.oid});
  for (const auto& one : catalog.triggers) add("trigger " + name_of(one), {in::trigger, one.oid});
  for (const auto& one : catalog.rules) add("rule " + name_of(one), {in::rule, one.oid});
  for (const auto& one : catalog.policies) add("policy " + name_of(one), {in::policy, one.oid});
  for (const auto& one : catalog.statistics) add("statistics " + one.name, {in::statistics, one.oid});
  for (const auto& one : catalog.others) add("other " + name_of(one), {one.class_oid, one.oid});
  connect(catalog);
}

// A sequence "needs" the table that owns it only for going away with it.
void Objects::connect(const Catalog& catalog) {
  std::unordered_map<Key, std::vector<Key>, KeyHash> needs;
  std::set<Oid> sequences;
  for (const auto& sequence : catalog.sequences) sequences.insert(sequence.oid);
  for (const auto& one : catalog.dependencies)
    if (one.class_oid != in::relation || one.needs_class != in::relation || !sequences.contains(one.oid))
      needs[{one.class_oid, one.oid}].push_back({one.needs_class, one.needs_oid});
  for (const auto& [key, id] : ids_) {
    std::vector<Key> open = {key};
    std::set<Key> seen = {key};
    while (!open.empty()) {
      const auto at = needs.find(open.back());
      open.pop_back();
      if (at == needs.end()) continue;
      for (const Key needed : at->second) {
        if (!seen.insert(needed).second) continue;
        const auto known = ids_.find(needed);
        if (known == ids_.end()) {
          open.push_back(needed);  // a row type, an array type: it leads on to one that is known
        } else if (known->second != id) {
          dependents_[known->second].insert(id);
          needs_[id].insert(known->second);
        }
      }
    }
  }
}

}  // namespace ante::catalog
