// Partitioned tables refuse most of what lets people go on: CONCURRENTLY, USING INDEX, and up to 17 foreign keys that
// are NOT VALID. There the way leads over each partition, and ends at the whole.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rehearse/rehearsal.h"

namespace ante::judge {

using Steps = std::vector<std::string>;

// CREATE INDEX …: the same, CONCURRENTLY.
std::string concurrently(const std::string& definition);

// How what a change leaves hangs together: which tables are parts of others, and which index and constraint follows
// from one of the whole.
class Partitions {
 public:
  explicit Partitions(const catalog::Catalog& catalog);

  bool known() const { return known_; }
  bool is_partitioned(const std::string& table) const { return partitioned_.contains(table); }

  // Whether it comes with the same of the table above, so that the way of that one leads there.
  bool follows(const catalog::Difference& one, const std::vector<catalog::Difference>& all) const;

  // Ways to an index, a UNIQUE or PRIMARY KEY, and a foreign key of a partitioned table. None where there is no such
  // way, as where a partition has not got its part in the end.
  Steps to_index(const std::string& index) const;
  Steps to_key(const std::string& table, const std::string& constraint) const;
  Steps to_foreign_key(const std::string& table, const std::string& name, const std::string& definition) const;

 private:
  const catalog::Index* index(const std::string& name) const;
  const catalog::Constraint* constraint(const std::string& table, const std::string& name) const;
  std::vector<std::string> parts_of(const std::string& table) const;
  bool add_parts_of(const catalog::Index& whole, bool as_key, Steps& steps) const;

  const catalog::Catalog& catalog_;
  bool known_ = false;
  std::map<std::string, const catalog::Table*> partitioned_;
  std::map<std::string, std::vector<std::string>> parts_, parents_;
};

}  // namespace ante::judge
