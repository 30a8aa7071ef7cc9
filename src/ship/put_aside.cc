// What is dropped is put aside: a table into a schema of its own, a column under another name. Both take a lock for a
// moment, and nothing is written but the catalog.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "judge/partition_ways.h"
#include "judge/remedies.h"
#include "rehearse/definition.h"
#include "ship/column_order.h"
#include "ship/drift.h"
#include "ship/lowered.h"
#include "sql/statement.h"
#include "twin/lab.h"

namespace ante::ship {
namespace {

using catalog::Difference;
using rehearse::parted;
using What = Difference::What;

constexpr std::size_t longest_name = 63;

template <class Record>
const Record* named(const std::vector<Record>& records, const std::string& name) {
  auto found = std::ranges::find(records, name, &Record::name);
  return found == records.end() ? nullptr : &*found;
}

bool belongs_to(const Difference& part, const std::string& table, const catalog::Catalog& catalog) {
  if (part.object == table || part.object.starts_with(table + ".")) return part.kind != "view";
  if (part.kind == "index") {
    auto* index = named(catalog.indexes, part.object);
    return index && index->table == table;
  }
  if (part.kind == "sequence") {
    auto* sequence = named(catalog.sequences, part.object);
    return sequence && sequence->owned_by_table == table;
  }
  return part.kind == "grant" || part.kind == "comment";
}

// Why a table cannot be moved out of sight as it is; "" where it can.
std::string in_the_way(const catalog::Table* table, const catalog::Catalog& catalog) {
  if (!table) return "it is no table that was there before the change";
  if (table->kind != "table" || !table->parents.empty()) return fmt::format("{} is part of others", table->name);
  for (auto& other : catalog.tables)
    if (std::ranges::find(other.parents, table->name) != other.parents.end())
      return fmt::format("{} is a part of {}", other.name, table->name);
  return "";
}

// Its own foreign keys would go on to hold the rows that they point to.
void let_go_of_others(const std::string& table, const catalog::Catalog& catalog, std::vector<Step>& steps) {
  for (auto& constraint : catalog.constraints)
    if (constraint.relation == table && constraint.kind == "foreign")
      std::ranges::move(dropped_constraint(table, constraint.name, constraint.definition), std::back_inserter(steps));
}

std::vector<Step> tables_aside(const Statement& statement, std::string& why_not) {
  auto& all = statement.outcome.effects.catalog;
  auto& catalog = statement.snapshot.catalog;
  std::vector<std::string> tables;
  auto is_view = [&](const std::string& name) {
    auto* table = named(catalog.tables, name);
    return table && (table->kind == "view" || table->kind == "matview");
  };
  for (auto& one : all)
    if (one.kind == "table" && !is_view(one.object)) tables.push_back(one.object);
  std::vector<Step> steps;
  if (tables.empty()) return steps;
  std::set<std::string> names;
  Step move{.title = "put aside " + join(tables, ", "), .locks = for_a_moment};
  auto kept = fmt::format("{}{}", kept_prefix, statement.tag);
  move.up.sql = {fmt::format("CREATE SCHEMA {}", kept)};
  for (auto& name : tables) {
    if (why_not = in_the_way(named(catalog.tables, name), catalog); !why_not.empty()) return {};
    let_go_of_others(name, catalog, steps);
    auto [schema, bare] = parted(name);
    if (!names.insert(bare).second) return why_not = "two tables of the same name", std::vector<Step>{};
    move.up.sql.push_back(fmt::format("ALTER TABLE {} SET SCHEMA {}", name, kept));
    move.down.sql.push_back(fmt::format("ALTER TABLE {}.{} SET SCHEMA {}", kept, bare, schema));
  }
  for (auto& one : all) {
    bool part = !is_view(one.object) &&
                std::ranges::any_of(tables, [&](auto& table) { return belongs_to(one, table, catalog); });
    if (part && one.what == What::removed) continue;
    why_not = fmt::format("{} {} goes with it", is_view(one.object) ? "view" : one.kind, one.object);
    return {};
  }
  move.down.sql.push_back(fmt::format("DROP SCHEMA {}", kept));
  steps.push_back(std::move(move));
  return steps;
}

std::vector<Step> column_aside(const Statement& statement, const std::string& object, std::string& why_not) {
  auto& catalog = statement.snapshot.catalog;
  auto [relation, name] = parted(object);
  auto column = std::ranges::find_if(
      catalog.columns, [&](auto& one) { return !one.dropped && one.relation == relation && one.name == name; });
  if (column == catalog.columns.end()) return {};  // the change itself made it
  if (!column->generated.empty() || !column->identity.empty()) {
    why_not = "its values are the database's own";
    return {};
  }
  if (why_not = in_the_way(named(catalog.tables, relation), catalog); !why_not.empty()) return {};
  if (auto publication = published_by(catalog, relation); !publication.empty()) {
    why_not = fmt::format("{} is in publication {}, whose subscribers do not know it under another name", relation,
                          publication);
    return {};
  }
  std::vector<Step> steps;
  for (auto& one : statement.outcome.effects.catalog) {
    bool said_of_it = one.kind == "comment" || one.kind == "grant" ||
                      (one.kind == "constraint" && one.before.starts_with("NOT NULL"));
    if (one.object == object || said_of_it) continue;
    auto* index = one.kind == "index" ? named(catalog.indexes, one.object) : nullptr;
    if (one.what == What::removed && index && !index->constraint) {
      steps.push_back({.title = "drop index " + one.object,
                       .locks = "ShareUpdateExclusiveLock: nobody who reads or writes waits",
                       .up = drop_index(one.object),
                       .down = build_index(one.object, judge::concurrently(one.before))});
      continue;
    }
    why_not = fmt::format("{} {} goes with it", one.kind, one.object);
    return {};
  }
  // With a default of its own it is filled as before, by whoever does not name it.
  if (column->not_null && !column->default_value)
    std::ranges::move(dropped_not_null(relation, name), std::back_inserter(steps));
  auto bare = fmt::format("{}{}_{}", kept_prefix, statement.tag, twin::bare_name(name)).substr(0, longest_name);
  while (!valid_utf8(bare)) bare.pop_back();
  auto kept = pg::quote_identifier(bare);
  steps.push_back({.title = "put aside column " + object,
                   .locks = for_a_moment,
                   .up = {{fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", relation, name, kept)}},
                   .down = {{fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", relation, kept, name)}}});
  return steps;
}

}  // namespace

std::vector<Step> put_aside(const Statement& statement, std::string& why_not) {
  auto& all = statement.outcome.effects.catalog;
  auto facts = sql::facts(statement.outcome.step.sql);
  bool tables = std::ranges::any_of(all, [](auto& one) { return one.what == What::removed && one.kind == "table"; });
  if (tables && facts && facts->kind == "DropStmt") return tables_aside(statement, why_not);
  // Under another name, or in another schema, it is there.
  if (facts && facts->kind != "AlterTableStmt" && facts->kind != "DropStmt") return {};
  auto is_column = [](auto& one) { return one.what == What::removed && one.kind == "column"; };
  if (tables || std::ranges::count_if(all, is_column) == 0) {
    if (tables) why_not = "the statement does more than drop it";
    return {};
  }
  if (std::ranges::count_if(all, is_column) > 1) {
    why_not = "the statement drops several columns: make each a statement of its own";
    return {};
  }
  return column_aside(statement, std::ranges::find_if(all, is_column)->object, why_not);
}

}  // namespace ante::ship
