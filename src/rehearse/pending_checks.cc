#include "rehearse/pending_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rehearse/definition.h"
#include "sql/statement.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

// Whether rows that are written so are looked at when the transaction ends: those that point to others, and those that
// others point to.
bool puts_off(const snapshot::Snapshot& snapshot, const ChangedRows& changed) {
  return std::ranges::any_of(snapshot.catalog.constraints, [&](auto& constraint) {
    if (!contains(constraint.definition, " INITIALLY DEFERRED")) return false;
    bool points = constraint.relation == changed.table && changed.operation != "Delete";
    bool is_pointed_to = constraint.references == changed.table && changed.operation != "Insert";
    return points || is_pointed_to;
  });
}

bool alters(const StatementOutcome& statement, const std::string& table) {
  auto facts = sql::facts(statement.step.sql);
  return facts && facts->kind == "AlterTableStmt" && std::ranges::any_of(statement.effects.locks, [&](auto& lock) {
           return lock.relation == table && lock.stops_writes;
         });
}

}  // namespace

void find_pending_checks(const snapshot::Snapshot& snapshot, std::vector<StatementOutcome>& statements) {
  std::set<std::string> pending;
  int transaction = 0;
  for (auto& statement : statements) {
    if (!statement.reached) continue;
    if (statement.transaction != transaction) pending.clear(), transaction = statement.transaction;
    auto sql = lower(statement.step.sql);
    if (has_word(sql, "constraints") && has_word(sql, "immediate")) pending.clear();
    for (auto& table : pending)
      if (alters(statement, table) && !statement.fails() && !statement.may_fail())
        statement.on_rows.error =
            Error{.what = fmt::format("cannot ALTER TABLE \"{}\" because it has pending trigger events",
                                      twin::without_schema(table)),
                  .next = "",
                  .sqlstate = "55006"};
    auto& changed = statement.changed;
    if (changed && changed->rows >= 1 && !changed->at_most && puts_off(snapshot, *changed))
      pending.insert(changed->table);
  }
}

}  // namespace ante::rehearse
