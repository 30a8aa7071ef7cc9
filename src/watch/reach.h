// What a statement reads and writes, as far as its text and the catalog say: its tables, and those beneath its views.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalog/difference.h"

namespace ante::watch {

class Reach {
 public:
  explicit Reach(const catalog::Catalog& catalog);
  // Qualified names; a name without a schema is every relation that is called so.
  std::set<std::string> of_statement(const std::string& text) const;
  bool is_partitioned(const std::string& table) const { return partitioned_.contains(table); }
  // The relation that a difference is about: an index's table, a column's. "" where it is about none.
  std::string relation_of(const catalog::Difference& difference) const;

 private:
  void add(const std::string& name, std::set<std::string>& reached) const;
  std::map<std::string, std::vector<std::string>> by_bare_name_;
  std::map<std::string, std::vector<std::string>> beneath_;  // of a view: the relations of its query, as written
  std::map<std::string, std::string> table_of_index_;
  std::set<std::string> partitioned_;
};

}  // namespace ante::watch
