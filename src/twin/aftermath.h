// What a change left of the database: which relations are the source's, which were rewritten, which are new, and what
// size each will have at production's row counts.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "twin/base.h"
#include "twin/captured_shape.h"

namespace ante::twin {

// A new or rebuilt index, whose size nobody can know to the page.
struct EstimatedIndex {
  std::string table;  // as plans name it
  std::string path;
  std::int64_t blocks = 0;
  double doubt = 0;  // the share by which it may be smaller or larger
};

class Aftermath {
 public:
  // `emptied` names the tables that the change left without rows.
  Aftermath(const Base& base, const snapshot::Snapshot& snapshot, const std::vector<std::string>& emptied);

  // Plans all relations; new partial indexes wait for plan_partial, when the planner can be asked.
  Result<void> plan(pg::Connection& server, const pg::Cluster& cluster);
  bool has_new_partial_indexes() const { return !waiting_.empty(); }
  Result<void> plan_partial(pg::Connection& server, const pg::Cluster& cluster, const std::string& database);

  const std::vector<Inflation>& inflations() const { return inflations_; }
  std::vector<std::string> estimated;  // names of what has no source to take its size from
  std::vector<std::string> guessed;    // indexes of a method whose sizes nobody works out: taken for B-trees
  std::vector<EstimatedIndex> indexes;
  std::set<std::string> made;  // tables that the change made, without their schemas: nobody knows their rows

 private:
  const Placed* source_of(const Relation& relation) const;
  bool untouched(const Relation& relation) const;
  double rows_of(std::int64_t table_oid) const;
  double counted_rows(std::int64_t table_oid) const;
  CapturedColumns columns_of(std::int64_t table_oid) const;
  Result<void> keep_figures_of_untouched(pg::Connection& server);
  Result<Inflation> plan_table(pg::Connection& server, const Relation& table);
  Result<Inflation> plan_index(pg::Connection& server, const Relation& index, std::optional<double> rows);
  std::optional<Ends> ends_of_sibling(const Relation& index) const;

  Known known_;
  std::unordered_map<std::string, double> live_;     // "table public.t" → rows
  std::unordered_map<std::string, double> visible_;  // the same → all-visible pages
  bool builds_count_ = true;                         // an index build counts the table's rows and pages anew
  std::set<std::int64_t> newly_indexed_;             // tables
  std::map<std::int64_t, std::int64_t> heaps_;       // blocks by table
  std::set<std::string, std::less<>> emptied_;
  std::unordered_map<std::int64_t, const Placed*> placed_;
  std::vector<Relation> relations_;
  std::unordered_map<std::int64_t, const Relation*> by_oid_;
  std::vector<Inflation> inflations_;
  std::vector<Ends> ends_;
  std::vector<std::size_t> waiting_;
};

}  // namespace ante::twin
