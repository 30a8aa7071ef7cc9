#include "catalog/ddl_order.h"

#include <queue>

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

std::vector<Node> Graph::in_order(std::set<Key>& circular) const {
  // Ends that are no nodes (row types, array types) are walked through like nodes without statements.
  std::map<Key, std::set<Key>> waits_for, awaited_by;
  for (const auto& [key, node] : nodes_) waits_for[key];
  for (const auto& [key, needs] : needs_) {
    const Key from = whole(key), to = whole(needs);
    if (from == to) continue;
    waits_for[from].insert(to);
    waits_for[to];
    awaited_by[to].insert(from);
  }

  using Place = std::tuple<Phase, Oid, Key>;
  const auto place = [&](Key key) {
    const auto found = nodes_.find(key);
    return found == nodes_.end() ? Place{Phase::schema, 0, key} : Place{found->second.phase, found->second.order, key};
  };
  std::priority_queue<Place, std::vector<Place>, std::greater<>> ready;
  std::set<Place> waiting;
  for (const auto& [key, needs] : waits_for)
    if (needs.empty())
      ready.push(place(key));
    else
      waiting.insert(place(key));

  std::vector<Node> result;
  while (!ready.empty() || !waiting.empty()) {
    if (ready.empty()) {
      for (const auto& stuck : waiting) circular.insert(std::get<Key>(stuck));
      const auto least = *std::find_if(waiting.begin(), waiting.end(), [&](const Place& p) {
        return nodes_.contains(std::get<Key>(p)) || waiting.size() == 1;
      });
      waits_for[std::get<Key>(least)].clear();
      waiting.erase(least);
      ready.push(least);
    }
    const Key key = std::get<Key>(ready.top());
    ready.pop();
    if (const auto found = nodes_.find(key); found != nodes_.end()) result.push_back(found->second);
    for (const Key next : awaited_by[key]) {
      auto& needs = waits_for[next];
      if (needs.erase(key) && needs.empty() && waiting.erase(place(next))) ready.push(place(next));
    }
  }
  return result;
}

}  // namespace ante::catalog
