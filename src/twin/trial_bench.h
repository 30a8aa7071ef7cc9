// Where migrations are tried that may leave anything behind: copies of one database, each for itself.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "change/change.h"
#include "twin/return_trip.h"
#include "twin/stranger.h"
#include "twin/values.h"

namespace ante::twin {

struct Script {
  const std::vector<change::Step>& steps;
  bool in_transaction, transaction_assumed;
};
inline Script up_of(const change::Migration& migration) {
  return {migration.steps, migration.in_transaction, migration.transaction_assumed};
}
inline Script back_of(const change::WayBack& back) {
  return {back.steps, back.in_transaction, back.transaction_assumed};
}

struct Failed {
  std::size_t step = 0;
  Error error;
  bool stopped = false;
};

class Bench {
 public:
  explicit Bench(const Trials& trials) : trials_(trials) {}

  // Of a database, with what belongs to it and is not in it: its settings and rights.
  Result<std::string> copy(const std::string& database);
  Result<void> drop(const std::string& trial);
  // As its tool would run it. Nothing: it went through.
  Result<std::optional<Failed>> run(const std::string& database, const Script& script, std::size_t steps);
  Result<void> fill(const std::string& database, const std::set<std::string>& tables);
  Result<catalog::Catalog> catalog(const std::string& database);
  void show(std::size_t migration, const std::string& before, const std::string& after) const;
  Result<Values> values(const std::string& database);

  // A session in which a migration's own code runs, and one that watches it.
  struct Visit {
    pg::Connection watching;
    Stranger stranger;
  };
  Result<std::unique_ptr<Visit>> enter(const std::string& database) const;

 private:
  Result<pg::Connection> observer(const std::string& database) const;
  Result<std::optional<Failed>> run(const std::string& database, const Script& script, std::size_t steps,
                                    bool in_transaction);

  const Trials& trials_;
  int copies_ = 0;
};

}  // namespace ante::twin
