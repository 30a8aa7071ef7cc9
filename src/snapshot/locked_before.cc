#include "snapshot/locked_before.h"

#include <algorithm>

#include "base/text.h"

namespace ante::snapshot {

namespace {

bool makes_serializable(std::string_view text, const sql::Facts& facts) {
  return (facts.transaction_control || facts.kind == "VariableSetStmt") && contains(lower(text), "serializable");
}

}  // namespace

void LockedBefore::see(std::string_view text, const sql::Facts& facts) {
  if (facts.transaction_control) {
    auto word = lower(text.substr(0, 9));
    // Within a transaction nothing is let go but by going back.
    bool goes_on = word.starts_with("savepoint") || word.starts_with("release") || word.starts_with("begin") ||
                   word.starts_with("start");
    if (!goes_on) locked_.clear();
  }
  // Of two that are serializable one fails, as if it had waited and looked then.
  if (makes_serializable(text, facts)) locked_.emplace_back();
  if (facts.transaction_control) return;
  bool advisory = std::ranges::any_of(
      facts.functions, [](auto& name) { return contains(name, "pg_advisory_") || contains(name, "pg_try_advisory_"); });
  if (facts.kind == "LockStmt" || advisory) locked_.emplace_back();
  // A SELECT that does not only read, and writes nothing, locks rows.
  if (facts.kind == "SelectStmt" && !facts.only_reads)
    for (auto& relation : facts.relations) locked_.push_back(relation.substr(relation.rfind('.') + 1));
}

}  // namespace ante::snapshot
