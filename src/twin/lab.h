// The lab: a private PostgreSQL with the captured schema, in which a change is really run, as the captured role that
// would run it. Its tables are empty, or hold a few rows; nothing in it can reach out.
#pragma once

#include <map>

#include "twin/base.h"
#include "twin/discretion.h"
#include "twin/experiment.h"
#include "twin/quarantine.h"
#include "twin/return_trip.h"

namespace ante::twin {

enum class LabTables { empty, with_rows };

// A constraint that made-up rows keep to, and that is taken away when they are there.
struct RowRule {
  std::string set, drop;
};

// What a column of integers draws its next value from, and the greatest value that it has.
struct Drawn {
  std::string sequence, table, column;
  std::int64_t next = 0, greatest = 0;
};

class Lab {
 public:
  // `role` is a captured role, by its bare name.
  static Result<Lab> raise(const Base& base, const snapshot::Snapshot& snapshot, const std::string& role,
                           LabTables tables, Progress& progress, const std::vector<RowRule>& rules = {});

  Result<ChangeRun> run(const change::Change& change, const LabLimits& limits, Progress& progress);

  // Of its database as it is now, which stays so.
  Result<ReturnTrips> try_ways_back(const change::Change& change, const std::vector<bool>& in_pieces,
                                    decltype(Trials::look) look, Progress& progress) const;

  const pg::Cluster& cluster() const { return cluster_; }
  const std::vector<Closed>& closed() const { return closed_; }
  const std::vector<Missing>& without_rows() const { return without_rows_; }
  // Those of the tables that have rows now.
  Result<std::vector<std::string>> those_with_rows(const std::vector<std::string>& tables) const;
  // Of the columns of these tables that have a sequence of their own, and rows.
  Result<std::vector<Drawn>> drawn_in(const std::vector<std::string>& tables) const;
  // Its database, as the role that runs the change.
  pg::Target target() const { return cluster_.target(database_, role_); }
  // The next values of sequences that stand elsewhere than they were captured.
  Result<std::map<std::string, std::int64_t>> moved_sequences(const snapshot::Snapshot& snapshot) const;
  // The server with what the change left in it; the lab is over then.
  pg::Cluster leave() && { return std::move(cluster_); }

 private:
  Lab(pg::Cluster cluster, const Base& base, std::string role)
      : cluster_(std::move(cluster)), base_(base.data), database_(base.database), role_(std::move(role)) {}
  Result<catalog::Catalog> first_catalog(pg::Connection& session) const;

  pg::Cluster cluster_;
  std::filesystem::path base_;
  std::string database_, role_;
  bool has_run_ = false;
  std::vector<Closed> closed_;
  std::vector<Missing> without_rows_;
  Discretion discretion_;
};

// The role that a change is run as where nobody says: the one that owns most tables. "" where there is none.
std::string usual_role(const snapshot::Snapshot& snapshot);
// nullptr where the snapshot has none of this bare name.
const catalog::Role* captured_role(const snapshot::Snapshot& snapshot, std::string_view name);
// A name as SQL writes it, "\"App User\"", without its quotes.
std::string bare_name(std::string_view name);

// public."a.b": a.b
std::string without_schema(std::string_view name);
// public.total(integer): total
std::string bare_function(std::string_view signature);

}  // namespace ante::twin
