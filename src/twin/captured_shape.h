// What a snapshot says of each relation's files, ready to inflate a twin's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snapshot/snapshot.h"
#include "twin/inflate.h"
#include "twin/inventory.h"
#include "twin/keys.h"
#include "twin/predict.h"

namespace ante::twin {

// The snapshot's figures by the relation's name.
struct Known {
  explicit Known(const snapshot::Snapshot& snapshot);
  std::unordered_map<std::string_view, const snapshot::RelationSize*> sizes;
  std::unordered_map<std::string_view, const snapshot::IndexShape*> shapes;
  std::unordered_map<std::string_view, CapturedColumns> columns;
};

// `source` is the name under which the relation was captured; a change may have renamed it since.
Inflation as_captured(const Relation& relation, std::string_view source, const Known& known);
std::optional<Ends> captured_ends(const Relation& relation, std::string_view source, const Known& known);

// The indexes' ends as keys for their forged leaves.
Result<void> add_keys(pg::Connection& server, const pg::Cluster& cluster, const std::vector<Ends>& ends,
                      const std::vector<Relation>& relations, std::vector<Inflation>& inflations);

// Every relation of a running base as it was captured.
Result<std::vector<Inflation>> plan_as_captured(pg::Connection& server, const pg::Cluster& cluster,
                                                const snapshot::Snapshot& snapshot);

}  // namespace ante::twin
