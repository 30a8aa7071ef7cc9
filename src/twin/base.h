// The base of a twin: a stopped private PostgreSQL with the snapshot's roles, schema, settings and statistics, and no
// rows. The ghost is a copy of it with production's sizes; the lab is a copy of it as it is, in which a change runs.
//
// In it every captured role is without superuser, whatever it is at the source, and can log in: the base is where
// strangers' code will run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"
#include "pg/cluster.h"
#include "snapshot/snapshot.h"
#include "twin/inflate.h"

namespace ante::twin {

// Something of the source that the twin does not have, and why.
struct Missing {
  std::string object;  // "extension postgis", "function public.distance(…)"
  std::string why;
};

// Where a relation of the source is in the base. OIDs last through a change's DDL, file nodes last until a rewrite.
struct Placed {
  std::int64_t oid = 0;
  std::int64_t file_node = 0;  // 0: no storage
  std::string relation;        // the source's qualified name
};

struct Base {
  std::filesystem::path data;  // the kept data folder, for Cluster::copy_of
  pg::ClusterSpec spec;
  std::string database;
  std::vector<Placed> placed = {};
  std::vector<Missing> missing = {};
  std::vector<Inflation> inflations = {};          // what its files become in a ghost
  std::vector<std::string> refused_settings = {};  // settings of the source that this server does not take, and why
};

// From the cache where the same snapshot was raised before by the same server; `key` is the snapshot's content hash.
Result<Base> raise_base(const snapshot::Snapshot& snapshot, const std::string& key, Progress& progress);

}  // namespace ante::twin
