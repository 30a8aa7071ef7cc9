// Gives a stopped private server's files production's sizes: heaps and indexes as long as they are there, B-trees as
// high, their ends where they are. It writes holes and a few pages; a terabyte takes no more disk than a megabyte.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pg/cluster.h"
#include "twin/page.h"

namespace ante::twin {

struct Inflation {
  std::string relation;  // for messages
  std::string path;      // as pg_relation_filepath gives it
  std::string method;    // "heap", "btree", "gin", "brin", …
  std::int64_t blocks = 0;
  int height = 0;         // of a B-tree; -1: leave its pages alone
  std::vector<Key> keys;  // of a B-tree, in index order
  int columns = 1;
  std::string metapage;  // of GIN and BRIN, as captured
};

Result<void> inflate(const pg::Cluster& stopped, const std::vector<Inflation>& relations, Progress& progress);

}  // namespace ante::twin
