#include "ship/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "catalog/way.h"
#include "sql/statement.h"

namespace ante::ship {
namespace {

std::string shown(const change::Step& step) {
  return fmt::format("{}:{}: {}", step.file, step.line, one_line(step.sql, 100));
}

std::string shown(const Unit& unit) { return shown(unit.steps.front()) + (unit.steps.size() > 1 ? " …" : ""); }

// What a statement makes of rows is in no catalog, and another way to the same schema does not do it.
bool may_write_rows(const change::Step& step) {
  constexpr std::array kinds{"InsertStmt",  "UpdateStmt",        "DeleteStmt",  "MergeStmt",
                             "CopyStmt",    "SelectStmt",        "DoStmt",      "CallStmt",
                             "ExecuteStmt", "CreateTableAsStmt", "TruncateStmt"};
  auto facts = sql::facts(step.sql);
  if (!facts || std::ranges::find(kinds, facts->kind) != kinds.end()) return true;
  return facts->kind == "AlterTableStmt" && contains(lower(step.sql), "using");
}

// The first migration bears the name; what was left behind is dropped in no transaction.
change::Change begun(const ToRepair& what) {
  change::Change change;
  change::Migration first{.name = what.name, .in_transaction = false, .steps = {}};
  for (auto& index : what.leftovers)
    first.steps.push_back({"DROP INDEX CONCURRENTLY " + index, left_behind, static_cast<int>(first.steps.size()) + 1});
  change.migrations.push_back(std::move(first));
  return change;
}

}  // namespace

bool Repair::empty() const {
  return std::ranges::all_of(change.migrations, [](auto& migration) { return migration.steps.empty(); });
}

Repair way_there(const ToRepair& what, bool same_database) {
  Repair repair{.change = begun(what)};
  auto way = catalog::way(what.now, what.target, {.same_database = same_database, .roles = false});
  repair.cannot = std::move(way.cannot);
  change::Migration migration{.name = what.name + ": the way there", .steps = {}};
  auto add = [&](std::string sql) {
    migration.steps.push_back({std::move(sql), "repair", static_cast<int>(migration.steps.size()) + 1});
  };
  // A body may name what is there only later.
  if (std::ranges::any_of(
          way.steps, [](auto& step) { return contains(step.sql, " FUNCTION ") || contains(step.sql, " PROCEDURE "); }))
    add("SET check_function_bodies = off");
  std::string role;
  for (auto& step : way.steps) {
    auto owner = step.owner == what.role ? "" : step.owner;
    if (owner != role) add(owner.empty() ? "RESET ROLE" : "SET ROLE " + owner);
    role = owner;
    add(step.sql);
    if (!step.loses.empty()) repair.loses.push_back(step.loses);
  }
  if (!way.steps.empty()) repair.change.migrations.push_back(std::move(migration));
  return repair;
}

Repair rest_of(const ToRepair& what, const Course& course, const Place& place, const change::Change& pending) {
  Repair repair{.change = begun(what), .goes_on = true};
  auto& migrations = repair.change.migrations;
  auto current = pending.migrations.size();
  for (std::size_t i = place.ran; i < course.units.size(); ++i) {
    auto& unit = course.units[i];
    if (unit.silent && i < place.may_have_run) {
      repair.unseen.push_back(shown(unit));
      continue;
    }
    if (unit.migration != current) {
      current = unit.migration;
      auto& of = pending.migrations[current];
      migrations.push_back({.name = of.name, .in_transaction = unit.in_transaction, .steps = {}});
      // What the migration set for its session before.
      for (std::size_t before = 0; before < i; ++before)
        if (course.units[before].migration == current && course.units[before].setting)
          migrations.back().steps.push_back(course.units[before].steps.front());
    }
    auto& steps = migrations.back().steps;
    steps.insert(steps.end(), unit.steps.begin(), unit.steps.end());
  }
  return repair;
}

std::vector<std::string> unseen_of(const Course& course, const std::optional<Place>& place, bool back) {
  std::vector<std::string> unseen;
  auto end = back && place ? place->may_have_run : course.units.size();
  for (std::size_t i = 0; i < end; ++i) {
    auto& unit = course.units[i];
    if (unit.silent) {
      unseen.push_back(shown(unit));
      continue;
    }
    for (auto& step : unit.steps)
      if (!unit.setting && may_write_rows(step)) unseen.push_back(shown(step));
  }
  return unseen;
}

}  // namespace ante::ship
