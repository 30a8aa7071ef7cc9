// Partitioned tables refuse most of what lets people go on: CONCURRENTLY, USING INDEX, and up to 17 foreign keys that
// are NOT VALID. There the way leads over each partition, and ends at the whole, which then takes a moment.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rehearse/rehearsal.h"

namespace ante::judge {

using Steps = std::vector<std::string>;

// CREATE INDEX …: the same, CONCURRENTLY.
std::string concurrently(const std::string& definition);

struct PartWay {
  std::string sql;
  std::string index = {};  // that it builds concurrently; qualified
  // That it adds, not valid: the relation, and the name in it.
  std::string relation = {}, constraint = {};
};

struct PartitionWay {
  std::vector<PartWay> parts = {};  // one after the other
  Steps whole = {};                 // quick, and in one transaction
  Steps back = {};                  // takes away what there is of it, from wherever it stands; in one transaction too
  Steps statements() const;         // all that leads there
  bool empty() const { return parts.empty() && whole.empty(); }
};

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
  PartitionWay to_index(const std::string& index) const;
  PartitionWay to_key(const std::string& table, const std::string& constraint) const;
  PartitionWay to_foreign_key(const std::string& table, const std::string& name, const std::string& definition) const;

 private:
  const catalog::Index* index(const std::string& name) const;
  const catalog::Constraint* constraint(const std::string& table, const std::string& name) const;
  std::vector<std::string> parts_of(const std::string& table) const;
  bool add_parts_of(const catalog::Index& whole, bool as_key, PartitionWay& way) const;

  const catalog::Catalog& catalog_;
  bool known_ = false;
  std::map<std::string, const catalog::Table*> partitioned_;
  std::map<std::string, std::vector<std::string>> parts_, parents_;
};

}  // namespace ante::judge
