#include "rehearse/changed_rows.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/typed.h"
#include "sql/statement.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

constexpr Millis longest_call{20'000};

bool writes_rows(const std::string& sql) {
  constexpr std::array kinds{"UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt"};
  auto facts = sql::facts(sql);
  return facts && std::ranges::find(kinds, facts->kind) != kinds.end();
}

// The topmost node that writes; a WITH may have it below.
const PlanNode* writer_in(const PlanNode& plan) {
  if (plan.type == "ModifyTable") return &plan;
  for (auto& child : plan.children)
    if (auto* found = writer_in(child)) return found;
  return nullptr;
}

std::string with_schema(const std::string& relation, const std::vector<TableFigures>& tables) {
  for (auto& table : tables)
    if (twin::without_schema(table.table) == relation) return table.table;
  return relation;
}

void add_reads(const PlanNode& plan, const std::vector<TableFigures>& tables, ChangedRows& changed) {
  bool whole = plan.type == "Seq Scan";
  bool by_index = plan.type == "Index Scan" || plan.type == "Index Only Scan" || plan.type == "Bitmap Heap Scan";
  if (whole || by_index) (whole ? changed.read_whole : changed.by_index).push_back(with_schema(plan.relation, tables));
  for (auto& child : plan.children) add_reads(child, tables, changed);
}

std::optional<ChangedRows> changed_by(const PlanNode& plan, const std::vector<TableFigures>& tables) {
  auto* writer = writer_in(plan);
  if (!writer) return {};
  ChangedRows changed{writer->what.substr(0, writer->what.find(' ')), with_schema(writer->relation, tables), 0};
  for (auto& child : writer->children) changed.rows += child.rows;
  add_reads(plan, tables, changed);
  return changed;
}

// What cannot be planned, a function, a DO, a column that comes and goes in the same change, may write all of a table.
std::optional<ChangedRows> at_most(const StatementOutcome& statement, const std::vector<TableFigures>& tables) {
  std::optional<ChangedRows> most;
  for (auto* locks : {&statement.effects.locks, &statement.on_rows.locks})
    for (auto& lock : *locks)
      for (auto& table : tables)
        if (lock.kind == "table" && lock.mode == "RowExclusiveLock" && lock.relation == table.table &&
            (!most || most->rows < table.rows))
          most = ChangedRows{"Change", table.table, table.rows, true};
  return most;
}

}  // namespace

Result<void> count_changed_rows(const twin::Ghost& before, const twin::Ghost& after, Rehearsal& rehearsal) {
  std::vector<pg::Connection> sessions;
  for (auto& statement : rehearsal.statements) {
    if (!statement.reached) continue;
    auto facts = sql::facts(statement.step.sql);
    bool copies = facts && facts->kind == "CopyStmt";  // its rows stand in the change
    // A block that commits as it goes writes in pieces; how large they are, nobody knows.
    bool in_pieces = facts && facts->kind == "DoStmt" && has_word(lower(statement.step.sql), "commit");
    if (!copies && !in_pieces) statement.changed = at_most(statement, rehearsal.tables);
    if (!writes_rows(statement.step.sql)) continue;
    if (sessions.empty())
      for (auto* ghost : {&before, &after})
        sessions.push_back(TRY(pg::Connection::open(ghost->target(rehearsal.role),
                                                    {.call = longest_call, .application = "ante rehearse"})));
    for (auto& session : sessions) {
      auto plan = plan_with_types(session, statement.step.sql);
      if (!plan) continue;
      statement.changed = changed_by(*plan, rehearsal.tables);
      break;
    }
  }
  return {};
}

}  // namespace ante::rehearse
