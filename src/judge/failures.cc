// Statements that fail in the lab.
#include <fmt/format.h>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {
namespace {

// Whether every row of the table makes it fail: a column that is new has no value in any of them.
bool fails_on_every_row(const rehearse::StatementOutcome& statement,
                        const std::vector<rehearse::TableFigures>& tables) {
  constexpr std::string_view null_where_none_may_be = "23502";
  auto& error = statement.on_rows.error;
  if (!error || error->sqlstate != null_where_none_may_be) return false;
  for (auto& difference : statement.effects.catalog) {
    if (difference.what != catalog::Difference::What::added || difference.kind != "column") continue;
    if (contains(difference.after, " generated ")) continue;  // the server works it out
    auto name = difference.object.substr(difference.object.rfind('.') + 1);
    if (!contains(error->what, fmt::format("\"{}\"", replace_all(name, "\"", "")))) continue;
    for (auto& table : tables)
      if (table.rows > 0 && difference.object.starts_with(table.table + ".")) return true;
  }
  return false;
}

}  // namespace

void add_failures(Case& found) {
  auto& statements = found.rehearsal.statements;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto& statement = statements[i];
    if (!statement.reached) continue;
    bool on_every_row = fails_on_every_row(statement, found.rehearsal.tables);
    if (!statement.fails() && !on_every_row && data_decides(statement)) continue;
    if (!statement.fails() && !statement.may_fail() && !on_every_row) continue;
    if (statement.fails() || on_every_row) {
      auto& error = statement.fails() ? *statement.effects.error : *statement.on_rows.error;
      auto finding = found.at(i, "statement-fails", Weight::blocks);
      finding.says = fmt::format("It fails: {}", error.what);
      if (on_every_row) finding.evidence.push_back("the table has rows, and none of them has a value there");
      finding.advice = error.next;
      found.findings.push_back(std::move(finding));
      continue;
    }
    auto finding = found.at(i, "statement-may-fail", Weight::open);
    if (statement.effects.stopped)
      finding.says = fmt::format("How it ends is not known: {}", statement.effects.error->what);
    else if (statement.on_rows.error)
      finding.says = fmt::format("It may fail, where there are rows: {}", statement.on_rows.error->what);
    else
      finding.says =
          fmt::format("It fails in the lab, and may run in production: {}",
                      statement.effects.error ? statement.effects.error->what : "the lab lacks what it needs");
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace ante::judge
