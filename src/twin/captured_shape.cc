#include "twin/captured_shape.h"

#include <algorithm>

namespace ante::twin {

using snapshot::Snapshot;

Known::Known(const Snapshot& snapshot) {
  for (auto& size : snapshot.sizes) sizes.emplace(size.relation, &size);
  for (auto& shape : snapshot.indexes) shapes.emplace(shape.index, &shape);
  for (auto& c : snapshot.columns)
    if (!c.inherited) columns[c.relation][c.number] = {static_cast<double>(c.width), c.null_fraction};
}

Inflation as_captured(const Relation& relation, std::string_view source, const Known& known) {
  Inflation inflation{relation.name, relation.path, relation.method, 0, -1, {}, relation.columns, {}};
  if (auto size = known.sizes.find(source); size != known.sizes.end()) inflation.blocks = size->second->blocks;
  if (auto shape = known.shapes.find(source); shape != known.shapes.end()) {
    inflation.height = shape->second->height;
    inflation.metapage = shape->second->metapage.value_or("");
  }
  return inflation;
}

std::optional<Ends> captured_ends(const Relation& relation, std::string_view source, const Known& known) {
  auto shape = known.shapes.find(source);
  if (relation.method != "btree" || relation.partial || shape == known.shapes.end()) return std::nullopt;
  auto& s = *shape->second;
  if (!s.low || !s.high || !s.end_type) return std::nullopt;
  return Ends{relation.name, *s.end_type, {*s.low, *s.high}};
}

Result<void> add_keys(pg::Connection& server, const pg::Cluster& cluster, const std::vector<Ends>& ends,
                      const std::vector<Relation>& relations, std::vector<Inflation>& inflations) {
  auto keys = TRY(keys_of(server, cluster, ends));
  for (std::size_t i = 0; i < relations.size(); ++i) {
    auto found = keys.find(relations[i].name);
    if (found == keys.end()) continue;
    inflations[i].keys = found->second;
    if (relations[i].descending) std::ranges::reverse(inflations[i].keys);
  }
  return {};
}

Result<std::vector<Inflation>> plan_as_captured(pg::Connection& server, const pg::Cluster& cluster,
                                                const Snapshot& snapshot) {
  Known known(snapshot);
  auto relations = TRY(inventory(server));
  std::vector<Inflation> inflations;
  std::vector<Ends> ends;
  for (auto& relation : relations) {
    inflations.push_back(as_captured(relation, relation.name, known));
    if (auto end = captured_ends(relation, relation.name, known)) ends.push_back(std::move(*end));
  }
  TRY(add_keys(server, cluster, ends, relations, inflations));
  return inflations;
}

}  // namespace ante::twin
