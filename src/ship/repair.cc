#include "ship/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "catalog/way.h"
#include "catalog/way_match.h"
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

// Views, functions and the like that are not there afterwards. What is dropped and made again is.
std::vector<std::string> drops_of(const ToRepair& what, const catalog::WayOptions& options) {
  std::vector<std::string> drops;
  auto stays = catalog::matches(what.now, what.target, options);
  for (auto& one : what.now.tables)
    if (contains(one.kind, "view") && !stays["table"].contains(one.name))
      drops.push_back((one.kind == "matview" ? "materialized view " : "view ") + one.name);
  for (auto& one : what.now.functions)
    if (!stays["function"].contains(one.name)) drops.push_back(one.kind + " " + one.name);
  for (auto& one : what.now.sequences)
    if (!one.owned_by_table && !stays["sequence"].contains(one.name)) drops.push_back("sequence " + one.name);
  for (auto& one : what.now.types)
    if (!stays["type"].contains(one.name)) drops.push_back("type " + one.name);
  return drops;
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

std::string why_unseen(const Repair& repair) {
  switch (repair.goes) {
    case Repair::Goes::on:
      return "nothing tells whether this ran, and it is not run again; look at its rows, and if it did not run, come "
             "again with --run-unseen: ";
    case Repair::Goes::back:
      return "what this wrote, if it ran, stays as it is: ";
    case Repair::Goes::another_way:
      break;
  }
  return "this is not run, since the schema is reached by another way; if it did not run, run it by hand: ";
}

Repair way_there(const ToRepair& what, bool same_database) {
  Repair repair{.change = begun(what)};
  catalog::WayOptions options{.same_database = same_database, .namesakes = what.namesakes, .roles = false};
  auto way = catalog::way(what.now, what.target, options);
  repair.drops = drops_of(what, options);
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
  Repair repair{.change = begun(what), .goes = Repair::Goes::on};
  auto& migrations = repair.change.migrations;
  auto current = pending.migrations.size();
  // Whoever ran what the ledger does not know of may have left out what does not show.
  for (std::size_t i = 0; place.by_hand && i < place.ran; ++i)
    if (course.units[i].silent) repair.unseen.push_back(shown(course.units[i]));
  std::size_t set = 0;  // the settings before it are there already
  for (std::size_t i = place.ran; i < course.units.size(); ++i) {
    auto& unit = course.units[i];
    if (unit.setting) continue;
    if (unit.silent && !unit.repeated && i < place.may_have_run) {
      repair.unseen.push_back(shown(unit));
      continue;
    }
    if (unit.migration != current) {
      current = unit.migration, set = 0;
      auto& of = pending.migrations[current];
      migrations.push_back({.name = of.name, .in_transaction = unit.in_transaction, .steps = {}});
    }
    auto& steps = migrations.back().steps;
    // What the migration set for its session before.
    for (; set < i; ++set)
      if (course.units[set].migration == current && course.units[set].setting)
        steps.push_back(course.units[set].steps.front());
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
