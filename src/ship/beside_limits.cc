#include "ship/beside_limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ship/column_order.h"

namespace ante::ship {
namespace {

// The triggers that keep both columns in step name them, and the rows of the one are the other's.
std::string changed_otherwise(const Statement& statement, const std::string& table, const std::string& column) {
  using What = catalog::Difference::What;
  bool before = true;
  for (auto& other : statement.rehearsal.statements) {
    if (&other == &statement.outcome) {
      before = false;
      continue;
    }
    for (auto& one : other.effects.catalog) {
      bool is_it = one.kind == "column" && one.object == column;
      if (is_it && one.what == What::changed && one.field == "type")
        return "another statement of the change changes its type too: make one of them";
      if (before || one.what != What::removed) continue;
      if (is_it) return "a later statement of the change renames or drops it: make that a change of its own";
      if (one.kind == "table" && one.object == table)
        return fmt::format("a later statement of the change moves, renames or drops {}: make that a change of its own",
                           table);
    }
  }
  return "";
}

// They fire in the order of their names.
std::string fires_after_ours(const catalog::Catalog& catalog, const std::string& table) {
  for (auto& trigger : catalog.triggers) {
    if (trigger.relation != table || trigger.enabled == "disabled" || !contains(trigger.definition, " BEFORE "))
      continue;
    auto name = trigger.name.starts_with('"') ? trigger.name.substr(1) : trigger.name;
    if (name > "~") return trigger.name;
  }
  return "";
}

}  // namespace

std::string not_kept_in_step(const Statement& statement, const std::string& table, const catalog::Column& column) {
  auto& catalog = statement.snapshot.catalog;
  if (auto why = changed_otherwise(statement, table, fmt::format("{}.{}", table, column.name)); !why.empty())
    return why;
  if (auto name = published_by(catalog, table); !name.empty())
    return fmt::format(
        "{} is in publication {}, whose subscribers do not know the column beside: take the table out of "
        "it first, or change the type there too and by hand",
        table, name);
  if (auto name = fires_after_ours(catalog, table); !name.empty())
    return fmt::format(
        "trigger {} fires after the one that keeps both columns in step: give it a name that sorts before ~", name);
  auto type = std::ranges::find(catalog.types, column.type, &catalog::Type::name);
  if (type != catalog.types.end() && type->kind == "domain")
    return fmt::format("its type {} is a domain, whose checks would hold for what is written into the new one",
                       type->name);
  return "";
}

}  // namespace ante::ship
