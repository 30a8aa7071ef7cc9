// The ghost: a private PostgreSQL with production's schema, statistics and file sizes and no rows, which plans as
// production would. It answers EXPLAIN and PREPARE; it is not for running queries over its tables, which are holes.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "twin/aftermath.h"
#include "twin/base.h"

namespace ante::twin {

class Ghost {
 public:
  // Of the database as it was captured, with everybody's rights.
  static Result<Ghost> raise(const snapshot::Snapshot& snapshot, const std::string& key, Progress& progress);
  // The same to be compared with the one after a change that `role` runs: with no more rights than are left there.
  static Result<Ghost> before(const Base& base, const snapshot::Snapshot& snapshot, const std::string& role,
                              Progress& progress);
  // Of the database as it will be: `lab` is a running copy of the base in which a change was run. What the change left
  // alone has production's sizes; what it made or rewrote gets the sizes that it will have at production's row counts.
  // `emptied` names tables that the change left without rows (TRUNCATE).
  static Result<Ghost> after(pg::Cluster lab, const Base& base, const snapshot::Snapshot& snapshot,
                             const std::vector<std::string>& emptied, Progress& progress);

  Result<pg::Connection> connect(std::string_view user = pg::private_superuser) const;
  pg::Target target(std::string_view user = pg::private_superuser) const;
  const pg::Cluster& cluster() const { return cluster_; }
  const std::string& database() const { return database_; }
  const std::vector<Missing>& missing() const { return missing_; }
  // Tables that a change made, as plans name them: how many rows they will have nobody knows.
  const std::set<std::string>& of_unknown_size() const { return of_unknown_size_; }
  // Sizes of new indexes are estimates. A plan that holds for all that they may be is certain; another one is a tie.
  // Sessions opened after this see every estimated index as small as it may be (-1), as estimated (0), as large (1).
  Result<void> lean(int direction) const;
  // The tables of those indexes, as plans name them.
  std::set<std::string> tables_with_estimated_indexes() const;
  // Where its answers may differ from production's, a sentence each: what was not seen, what is estimated.
  const std::vector<std::string>& reservations() const { return reservations_; }

 private:
  Ghost(pg::Cluster cluster, std::string database) : cluster_(std::move(cluster)), database_(std::move(database)) {}
  static Result<Ghost> copy_of(const Base& base, const snapshot::Snapshot& snapshot, Progress& progress);
  pg::Cluster cluster_;
  std::string database_;
  std::vector<Missing> missing_;
  std::set<std::string> of_unknown_size_;
  std::vector<std::string> reservations_;
  std::vector<EstimatedIndex> estimated_indexes_;
};

}  // namespace ante::twin
