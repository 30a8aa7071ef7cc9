#include "rehearse/demand.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "sql/statement.h"
#include "sql/tokens.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using Tables = std::map<std::string, std::vector<std::string>>;  // a table, and others beside it

// Plans name tables without schema and quotes.
Tables names_of(const snapshot::Snapshot& snapshot) {
  Tables names;
  for (auto& table : snapshot.catalog.tables) names[twin::without_schema(table.name)].push_back(table.name);
  return names;
}

// The schemas in which a user's session looks for a name, in their order.
std::vector<std::string> search_path_of(const snapshot::Snapshot& snapshot, const std::string& user) {
  std::string path = "\"$user\", public";
  int most = -1;
  for (auto& setting : snapshot.settings) {
    bool others = (setting.role && twin::bare_name(*setting.role) != user) ||
                  (setting.database && twin::bare_name(*setting.database) != snapshot.source.database);
    int nearness = (setting.role ? 2 : 0) + (setting.database ? 1 : 0);
    if (setting.name == "search_path" && !others && nearness > most) most = nearness, path = setting.value;
  }
  std::vector<std::string> schemas;
  for (auto& schema : split(path, ',')) {
    auto name = twin::bare_name(trim(schema));
    schemas.push_back(name == "$user" ? user : name);
  }
  return schemas;
}

// Those of several tables of one name that a query means: it names a schema, or its session looks for it. Where its
// text has no such name, as where a view reads it, any of them.
std::vector<std::string> meant(const std::vector<std::string>& tables, const std::vector<std::string>& written,
                               const std::function<std::vector<std::string>()>& search_path) {
  std::vector<std::string> found;
  for (auto& name : written) {
    if (twin::without_schema(name) != twin::without_schema(tables[0])) continue;
    if (std::ranges::find(tables, name) != tables.end()) {
      found.push_back(name);
      continue;
    }
    for (auto& schema : search_path())
      if (auto known = std::ranges::find(tables, sql::quoted_where_needed(schema) + "." + name);
          known != tables.end()) {
        found.push_back(*known);
        break;
      }
  }
  return found.empty() ? tables : found;
}

Tables parents_of(const snapshot::Snapshot& snapshot) {
  Tables parents;
  for (auto& table : snapshot.catalog.tables)
    if (!table.parents.empty()) parents[table.name] = table.parents;
  return parents;
}

Tables children_of(const snapshot::Snapshot& snapshot) {
  Tables children;
  for (auto& table : snapshot.catalog.tables)
    for (auto& parent : table.parents) children[parent].push_back(table.name);
  return children;
}

// A row that is written is looked for in the tables that its foreign keys point to.
Tables referenced_by(const snapshot::Snapshot& snapshot) {
  Tables referenced;
  for (auto& constraint : snapshot.catalog.constraints)
    if (constraint.kind == "foreign" && constraint.references)
      referenced[constraint.relation].push_back(*constraint.references);
  return referenced;
}

// Whoever draws a number keeps a lock on the sequence to the end of his transaction.
Tables sequences_of(const snapshot::Snapshot& snapshot) {
  Tables sequences;
  for (auto& sequence : snapshot.catalog.sequences)
    if (sequence.owned_by_table) sequences[*sequence.owned_by_table].push_back(sequence.name);
  return sequences;
}

// What one query does to each of its tables.
struct Wanted {
  std::set<std::string> read, written, filled;
};

void collect(const PlanNode& plan, Wanted& wanted) {
  if (!plan.relation.empty()) (plan.type == "ModifyTable" ? wanted.written : wanted.read).insert(plan.relation);
  if (!plan.relation.empty() && plan.what.starts_with("Insert ")) wanted.filled.insert(plan.relation);
  for (auto& child : plan.children) collect(child, wanted);
}

// Those that others lead to, however far.
std::set<std::string> closure(std::set<std::string> names, const Tables& next) {
  std::vector<std::string> open(names.begin(), names.end());
  while (!open.empty()) {
    auto name = open.back();
    open.pop_back();
    if (auto found = next.find(name); found != next.end())
      for (auto& other : found->second)
        if (names.insert(other).second) open.push_back(other);
  }
  return names;
}

using Meant = std::function<std::vector<std::string>(const std::vector<std::string>& tables)>;
std::set<std::string> qualified(const std::set<std::string>& bare, const Tables& names, const Meant& meant) {
  std::set<std::string> all;
  for (auto& name : bare)
    if (auto found = names.find(name); found != names.end()) {
      auto tables = found->second.size() > 1 ? meant(found->second) : found->second;
      all.insert(tables.begin(), tables.end());
    }
  return all;
}

}  // namespace

void add_demand(const snapshot::Snapshot& snapshot, const Plans& plans_before, std::vector<TableFigures>& tables) {
  auto names = names_of(snapshot), parents = parents_of(snapshot), children = children_of(snapshot),
       referenced = referenced_by(snapshot), sequences = sequences_of(snapshot);
  for (std::size_t i = 0; i < plans_before.size(); ++i) {
    if (!plans_before[i]) continue;
    auto& shape = snapshot.workload[i];
    Wanted wanted;
    collect(*plans_before[i], wanted);
    // Of a partitioned table a plan names no more than the partitions that are left; the text names it.
    std::set<std::string> named;
    auto facts = sql::facts(shape.text);
    if (facts)
      for (auto& relation : facts->relations) named.insert(twin::without_schema(relation));
    Meant by_its_text = [&](const std::vector<std::string>& several) {
      auto path = [&] { return search_path_of(snapshot, twin::bare_name(shape.user)); };
      return facts ? meant(several, facts->relations, path) : several;
    };
    auto written = closure(closure(qualified(wanted.written, names, by_its_text), children), parents);
    auto read = closure(qualified(wanted.read, names, by_its_text), parents);
    read.merge(closure(qualified(named, names, by_its_text), children));
    for (auto& table : std::set(written))
      if (auto found = referenced.find(table); found != referenced.end())
        read.insert(found->second.begin(), found->second.end());
    for (auto& table : closure(qualified(wanted.filled, names, by_its_text), parents))
      if (auto found = sequences.find(table); found != sequences.end())
        written.insert(found->second.begin(), found->second.end());
    for (auto& table : tables) {
      bool writes = written.contains(table.table);
      if (!writes && !read.contains(table.table)) continue;
      auto& demand = table.demand;
      (writes ? demand.written : demand.read) = true;
      (writes ? demand.writes : demand.reads) += shape.calls_per_second;
      if (shape.calls_per_second <= 0) demand.rates_known = false;
    }
  }
}

}  // namespace ante::rehearse
