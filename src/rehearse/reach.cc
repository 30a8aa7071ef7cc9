#include "rehearse/reach.h"

#include <algorithm>
#include <string_view>

#include "rehearse/definition.h"
#include "sql/statement.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using What = catalog::Difference::What;

// Statements whose effects on plans the catalog and the locks show. ALTER ROLE … SET, say, is none of them.
bool shows_what_it_does(const std::string& sql) {
  static const std::set<std::string_view> kinds{
      "AlterTableStmt", "CreateStmt", "CreateTableAsStmt", "IndexStmt",          "DropStmt",        "RenameStmt",
      "CommentStmt",    "InsertStmt", "UpdateStmt",        "DeleteStmt",         "ViewStmt",        "VariableSetStmt",
      "CreateEnumStmt", "LockStmt",   "TransactionStmt",   "CreateSeqStmt",      "AlterSeqStmt",    "CreateStatsStmt",
      "TruncateStmt",   "GrantStmt",  "ReindexStmt",       "ConstraintsSetStmt", "CreateSchemaStmt"};
  static const std::set<std::string_view> functions{"setval",
                                                    "nextval",
                                                    "max",
                                                    "coalesce",
                                                    "set_config",
                                                    "now",
                                                    "count",
                                                    "current_setting",
                                                    "pg_catalog.set_config",
                                                    "pg_catalog.setval"};
  auto facts = sql::facts(sql);
  if (!facts || !(kinds.contains(facts->kind) || facts->kind == "SelectStmt")) return false;
  return std::ranges::all_of(facts->functions, [&](auto& name) { return functions.contains(name); });
}

}  // namespace

Reach::Reach(const snapshot::Snapshot& snapshot, const std::vector<StatementOutcome>& statements,
             const std::set<std::string>& unknown)
    : names_(unknown) {
  for (auto& statement : statements) {
    if (!shows_what_it_does(statement.step.sql)) everything_ = true;
    for (auto* locks : {&statement.effects.locks, &statement.on_rows.locks})
      for (auto& lock : *locks) names_.insert(twin::without_schema(lock.relation));
    for (auto& difference : statement.effects.catalog) add(difference);
  }
  // A plan may read a partition without a word of its table, and the other way round.
  for (bool more = true; more;) {
    more = false;
    for (auto& table : snapshot.catalog.tables)
      for (auto& parent : table.parents) {
        auto child = twin::without_schema(table.name), above = twin::without_schema(parent);
        if (names_.contains(child) != names_.contains(above)) names_.insert(child), names_.insert(above), more = true;
      }
  }
  for (auto& table : snapshot.catalog.tables)
    if (table.kind == "view") views_.insert(twin::without_schema(table.name));
}

void Reach::add(const catalog::Difference& difference) {
  auto& kind = difference.kind;
  if (kind == "table" || kind == "index") {
    names_.insert(twin::without_schema(difference.object));
  } else if (kind == "column" || kind == "constraint" || kind == "trigger") {
    names_.insert(twin::without_schema(parted(difference.object).first));
  } else if (kind == "grant") {
    constexpr std::string_view on = " on table ";
    auto at = difference.object.find(on);
    auto end = at == std::string::npos ? at : difference.object.find(' ', at + on.size());
    if (end == std::string::npos || difference.object.find('"') != std::string::npos)
      everything_ = true;
    else
      names_.insert(twin::without_schema(difference.object.substr(at + on.size(), end - at - on.size())));
  } else if (!(kind == "sequence" || kind == "comment" || kind == "schema" || kind == "statistics" ||
               (kind == "type" && difference.what == What::added))) {
    everything_ = true;  // a function, an operator, a cast, a policy, a role …
  }
}

bool Reach::touches(const PlanNode& plan) const {
  if (names_.contains(plan.relation) || names_.contains(plan.index)) return true;
  return std::ranges::any_of(plan.children, [&](auto& child) { return touches(child); });
}

bool Reach::touches(const snapshot::Shape& shape, const Result<PlanNode>& before) const {
  if (everything_) return true;
  auto facts = sql::facts(shape.text);
  if (!facts) return true;
  for (auto& relation : facts->relations) {
    auto name = twin::without_schema(relation);
    if (names_.contains(name)) return true;
    // What a view reads, its plan says.
    if (!before && views_.contains(name)) return true;
  }
  return before && touches(*before);
}

}  // namespace ante::rehearse
