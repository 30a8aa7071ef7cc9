// The migration tools' ledgers in a private database: filled with the versions that were captured, so that a tool, or
// an application that looks at its start whether all of them are applied, finds what production has.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "pg/cluster.h"
#include "snapshot/snapshot.h"

namespace ante::twin {

// What stays empty, or what of it is not as in production, a sentence each.
Result<std::vector<std::string>> refill_ledgers(const pg::Cluster& cluster, const std::string& database,
                                                const snapshot::Snapshot& snapshot);

// Tables that are migration tools' own, by their bare names.
struct ToolTables {
  std::set<std::string> ledgers;  // those that were captured, and those that a tool would make
  std::set<std::string> lists;    // what a tool writes into these is what rows are missing of
};
ToolTables tool_tables(const snapshot::Snapshot& snapshot);

}  // namespace ante::twin
