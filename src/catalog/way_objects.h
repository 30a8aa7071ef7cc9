// The objects of a catalog by what names them, and which of them need which.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "catalog/ddl_order.h"
#include "catalog/model.h"

namespace ante::catalog {

// What names a record among those of its kind.
template <class Record>
std::string name_of(const Record& record) {
  return record.name;
}
inline std::string name_of(const Column& one) { return one.relation + "." + one.name; }
inline std::string name_of(const Constraint& one) { return one.relation + "." + one.name; }
inline std::string name_of(const Trigger& one) { return one.relation + "." + one.name; }
inline std::string name_of(const Rule& one) { return one.relation + "." + one.name; }
inline std::string name_of(const Policy& one) { return one.relation + "." + one.name; }
inline std::string name_of(const OtherObject& one) { return one.kind + " " + one.name; }

template <class Record>
std::map<std::string, const Record*> by_name(const std::vector<Record>& records) {
  std::map<std::string, const Record*> result;
  for (const auto& record : records) result[name_of(record)] = &record;
  return result;
}

// An object among all: "table public.task", "constraint public.task.task_check", "default public.task.kind". An index
// and the constraint that it stands behind are one: "index public.task_pkey".
using Id = std::string;

class Objects {
 public:
  explicit Objects(const Catalog& catalog);
  bool has(const Id& id) const { return keys_.contains(id); }
  const Id* find(Key key) const;
  const std::set<Id>& dependents(const Id& id) const;  // what needs it, directly
  const std::set<Id>& needs(const Id& id) const;
  const std::map<Id, Key>& all() const { return keys_; }

 private:
  void add(const Id& id, Key key);
  void connect(const Catalog& catalog);
  std::map<Id, Key> keys_;
  std::unordered_map<Key, Id, KeyHash> ids_;
  std::map<Id, std::set<Id>> dependents_, needs_;
};

}  // namespace ante::catalog
