// In which order objects can be made: each after what it needs; where nothing decides, by kind and then by OID, which
// is the order in which the source made them.
#pragma once

#include <compare>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalog/ddl.h"

namespace ante::catalog {

// PostgreSQL's own numbers for the catalogs that objects live in; they never change.
namespace catalog_class {
inline constexpr Oid type = 1247, procedure = 1255, relation = 1259, attribute_default = 2604, constraint = 2606,
                     schema = 2615, rule = 2618, trigger = 2620, extension = 3079, policy = 3256, statistics = 3381,
                     collation = 3456;
}

struct Key {
  Oid class_oid = 0, oid = 0;
  auto operator<=>(const Key&) const = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    return static_cast<std::size_t>(key.class_oid * 0x9E3779B1 ^ key.oid);
  }
};

// A kind's place where dependencies leave a choice.
enum class Phase {
  schema,
  extension,
  early,
  collation,
  type,
  function,
  operators,
  sequence,
  table,
  view,
  statistics,
  index,
  attach,
  foreign_key,
  trigger,
  rule,
  policy,
  late
};

struct Node {
  Key key;
  Phase phase = Phase::late;
  Oid order = 0;
  std::vector<DdlStatement> statements = {};
};

class Graph {
 public:
  // `part` is made together with `whole`: what the one needs, the other needs.
  void merge(Key part, Key whole);
  void need(Key key, Key needs);
  void add(Node node);

  // The nodes in order. Where some need each other in a circle, they and those that wait for them are named in
  // `circular`, and come as if the least of them needed nothing.
  std::vector<Node> in_order(std::set<Key>& circular) &&;

 private:
  Key whole(Key key) const;
  std::unordered_map<Key, Node, KeyHash> nodes_;
  std::unordered_map<Key, Key, KeyHash> wholes_;
  std::vector<std::pair<Key, Key>> needs_;
};

}  // namespace ante::catalog
