// There and back again in one transaction that is rolled back, on the database itself: what took a copy of it each time
// takes a moment. It is not what a tool does, which commits in between; so where anything is not as it should be, it
// says nothing, and the copy is made.
#pragma once

#include <set>

#include "change/change.h"
#include "pg/catalog_follower.h"
#include "twin/return_trip.h"
#include "twin/values.h"

namespace ante::twin {

class OneTransaction {
 public:
  OneTransaction(const Trials& trials, std::string database) : trials_(trials), database_(std::move(database)) {}

  // Whether the migration goes there and back, and nothing is otherwise but the values that `lost` names. Where it is
  // false nothing is known, and the database is as it was.
  Result<bool> there_and_back(const change::Migration& migration, const std::set<std::string>& tables,
                              std::vector<std::string>& lost);
  // Runs the migration and commits; false where it does not run in one transaction, or not at all, and nothing was
  // done.
  Result<bool> run(const change::Migration& migration);
  // Leaves the database to others, who change it or do not.
  void leave(bool it_changes);

 private:
  Result<void> enter();
  Result<bool> try_it(const change::Migration& migration, std::vector<std::string>& lost);
  bool steps(const std::vector<change::Step>& steps);
  bool as_a_new_session();
  Result<std::vector<catalog::Difference>> follow(pg::CatalogFollower& follower);
  Result<std::string> written_tables();
  Result<Values> all_values(const std::string& tables);
  Result<Values> sequences();
  Result<void> put_back(const Values& positions);

  const Trials& trials_;
  std::string database_;
  std::optional<pg::Connection> observer_;
  std::optional<Stranger> stranger_;
  pg::CatalogFollower catalog_;
};

}  // namespace ante::twin
