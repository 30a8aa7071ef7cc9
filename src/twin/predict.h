// The sizes that a change's new and rewritten relations will have at production's row counts, worked out from the
// statistics, for the ghost of the database after the change.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pg/cluster.h"
#include "pg/connection.h"
#include "twin/inventory.h"
#include "twin/page.h"
#include "twin/size_model.h"

namespace ante::twin {

// What was known of a table's columns at the source, by their numbers: for those whose statistics the change dropped.
struct CapturedColumn {
  double width = 0, null_fraction = 0;
};
using CapturedColumns = std::map<int, CapturedColumn>;

// Blocks of a table that is laid out anew.
Result<std::int64_t> predict_heap(pg::Connection& server, const Relation& table, double rows,
                                  const CapturedColumns& captured = {});

struct IndexPrediction {
  BtreeSize size;                 // of other methods: blocks only
  double rows = 0;                // fewer than the table's in a partial index
  std::vector<std::string> ends;  // of its first column by the statistics, smallest first; of a B-tree
  std::string end_type;
};

// `rows` is the table's, or what the planner expects the index's predicate to select. `heap` is the table's blocks.
Result<IndexPrediction> predict_index(pg::Connection& server, const Relation& index, double rows, std::int64_t heap,
                                      const CapturedColumns& captured = {});

// How many rows of the table the planner expects the index's predicate to select; needs the table at its full size.
Result<double> predicate_rows(pg::Connection& server, const pg::Cluster& cluster, const std::string& database,
                              const Relation& index);

}  // namespace ante::twin
