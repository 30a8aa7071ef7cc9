#include "rehearse/bodies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rehearse/definition.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using catalog::Difference;
using What = Difference::What;

// What is gone: a column of a table, or something with a name of its own.
struct Gone {
  std::string kind, object, name, table;  // names as bodies have them; a table's, of a column
  std::size_t statement = 0;
};

std::vector<Gone> gone_by(const std::vector<StatementOutcome>& statements) {
  std::vector<Gone> all;
  for (std::size_t i = 0; i < statements.size(); ++i)
    for (auto& difference : statements[i].effects.catalog) {
      auto& [what, kind, object, field, before, after] = difference;
      if (what == What::added) std::erase_if(all, [&](auto& gone) { return gone.object == object; });
      if (what != What::removed) continue;
      if (kind == "column")
        all.push_back({kind, object, twin::without_schema(object), twin::without_schema(parted(object).first), i});
      else if (kind == "table" || kind == "view" || kind == "materialized view" || kind == "sequence" || kind == "type")
        all.push_back({kind, object, twin::without_schema(object), "", i});
      else if (kind == "function")
        all.push_back({kind, object, twin::bare_function(object), "", i});
    }
  // A table that goes takes its columns along, and is named itself.
  std::erase_if(all, [&](auto& gone) {
    return gone.kind == "column" && std::ranges::any_of(all, [&](auto& other) {
             return other.kind == "table" && gone.object.starts_with(other.object + ".");
           });
  });
  return all;
}

// Whether one statement of a body has both: names that only happen to be in the same body are no use of a column.
bool uses(const std::string& body, const Gone& gone, bool of_its_trigger) {
  for (auto& statement : split(body, ';')) {
    auto sql = lower(statement);
    if (!has_word(sql, lower(gone.name))) continue;
    if (gone.table.empty() || has_word(sql, lower(gone.table))) return true;
    bool by_row = has_word(sql, "new." + lower(gone.name)) || has_word(sql, "old." + lower(gone.name));
    if (of_its_trigger && by_row) return true;
  }
  return false;
}

}  // namespace

std::vector<BrokenBody> find_broken_bodies(const snapshot::Snapshot& snapshot, const catalog::Catalog& after,
                                           const std::vector<StatementOutcome>& statements) {
  std::vector<BrokenBody> broken;
  auto gone = gone_by(statements);
  if (gone.empty()) return broken;
  std::map<std::string, std::string> before;
  for (auto& function : snapshot.catalog.functions) before[function.name] = function.definition;
  for (auto& function : after.functions) {
    if (function.language != "plpgsql" && function.language != "sql") continue;
    auto known = before.find(function.name);
    // What the change has written itself knows what it does.
    if (known == before.end() || known->second != function.definition) continue;
    auto body = body_in(function.definition);
    auto called = twin::bare_function(function.name) + "(";
    for (auto& one : gone) {
      std::vector<const catalog::Trigger*> triggers;
      bool of_its_trigger = false;
      for (auto& trigger : after.triggers) {
        if (trigger.enabled == "disabled" || !contains(trigger.definition, called)) continue;
        triggers.push_back(&trigger);
        of_its_trigger = of_its_trigger || twin::without_schema(trigger.relation) == one.table;
      }
      if (!uses(body, one, of_its_trigger)) continue;
      BrokenBody found{function.name, one.kind, one.object, one.statement};
      for (auto* trigger : triggers)
        found.triggers.push_back(fmt::format("{} of {}", trigger->name, trigger->relation));
      for (auto& shape : snapshot.workload)
        if (contains(shape.text, called)) found.called = true, found.calls_per_second += shape.calls_per_second;
      broken.push_back(std::move(found));
    }
  }
  return broken;
}

}  // namespace ante::rehearse
