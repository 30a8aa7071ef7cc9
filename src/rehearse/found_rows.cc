#include "rehearse/found_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rehearse/questions.h"
#include "rehearse/questions_of_writes.h"
#include "sql/write.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

// The bare names of tables that its way back deletes rows from.
std::set<std::string> deleted_from(const change::WayBack& back) {
  std::set<std::string> tables;
  for (auto& step : back.steps)
    if (auto write = sql::read_write(step.sql); write && write->kind == sql::Write::Kind::deletes)
      tables.insert(twin::without_schema(write->table));
  return tables;
}

}  // namespace

Result<std::vector<std::string>> rows_that_were_there(const pg::Target& rows, const snapshot::Snapshot& snapshot,
                                                      const change::Migration& migration) {
  std::vector<std::string> lost;
  auto deleted = migration.back ? deleted_from(*migration.back) : std::set<std::string>{};
  for (auto& step : migration.steps) {
    if (deleted.empty()) break;
    for (auto& [tables, question] : questions_of_rows_found(snapshot, step.sql)) {
      if (!deleted.contains(twin::without_schema(tables.at(0)))) continue;
      Rehearsal asked;
      asked.statements.emplace_back().questions = {question};
      TRY(answer_questions(rows, snapshot.source, asked));
      auto line = fmt::format("rows of {} that were there before", tables[0]);
      bool found = asked.statements[0].questions[0].answer.value_or(0) > 0;
      if (found && std::ranges::find(lost, line) == lost.end()) lost.push_back(line);
    }
  }
  return lost;
}

}  // namespace ante::rehearse
