#include "catalog/ddl_order.h"

#include <algorithm>
#include <queue>
#include <tuple>

namespace ante::catalog {

void Graph::merge(Key part, Key whole) { wholes_[part] = whole; }
void Graph::need(Key key, Key needs) { needs_.emplace_back(key, needs); }
void Graph::add(Node node) {
  const Key key = node.key;
  nodes_[key] = std::move(node);
}

Key Graph::whole(Key key) const {
  for (auto found = wholes_.find(key); found != wholes_.end(); found = wholes_.find(key)) key = found->second;
  return key;
}

namespace {

// A node's place among those that could come next. Ends of dependencies that are no nodes (row types, array types) have
// nothing to make; they are walked through first.
using Place = std::tuple<bool, Phase, Oid, Key>;

struct Vertex {
  Place place;
  std::vector<int> awaited_by = {};
  int waits_for = 0;
};

}  // namespace

std::vector<Node> Graph::in_order(std::set<Key>& circular) && {
  std::vector<Vertex> vertices;
  std::unordered_map<Key, int, KeyHash> numbers;
  const auto vertex = [&](Key key) {
    const auto [at, is_new] = numbers.try_emplace(key, static_cast<int>(vertices.size()));
    if (is_new) {
      const auto node = nodes_.find(key);
      vertices.push_back({node == nodes_.end() ? Place{false, Phase::schema, 0, key}
                                               : Place{true, node->second.phase, node->second.order, key}});
    }
    return at->second;
  };
  for (const auto& [key, node] : nodes_) vertex(key);

  std::vector<std::pair<int, int>> edges;
  edges.reserve(needs_.size());
  for (const auto& [key, needs] : needs_) edges.emplace_back(vertex(whole(needs)), vertex(whole(key)));
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  for (const auto& [first, then] : edges)
    if (first != then) vertices[first].awaited_by.push_back(then), ++vertices[then].waits_for;

  std::priority_queue<std::pair<Place, int>, std::vector<std::pair<Place, int>>, std::greater<>> ready;
  std::set<std::pair<Place, int>> waiting;
  for (int i = 0; i < static_cast<int>(vertices.size()); ++i)
    if (vertices[i].waits_for == 0)
      ready.emplace(vertices[i].place, i);
    else
      waiting.emplace(vertices[i].place, i);

  std::vector<Node> result;
  result.reserve(nodes_.size());
  while (!ready.empty() || !waiting.empty()) {
    if (ready.empty()) {
      for (const auto& [place, number] : waiting) circular.insert(std::get<Key>(place));
      ready.push(*waiting.begin());
      waiting.erase(waiting.begin());
    }
    const auto [place, number] = ready.top();
    ready.pop();
    if (std::get<bool>(place)) result.push_back(std::move(nodes_[std::get<Key>(place)]));
    for (const int next : vertices[number].awaited_by)
      if (--vertices[next].waits_for == 0 && waiting.erase({vertices[next].place, next}))
        ready.emplace(vertices[next].place, next);
  }
  return result;
}

}  // namespace ante::catalog
