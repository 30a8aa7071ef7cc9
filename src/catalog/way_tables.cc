// Tables, indexes and constraints that stay, and what is altered of them.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/way_parts.h"

namespace ante::catalog {

void append(Steps& steps, Steps more) {
  for (auto& step : more) steps.push_back(std::move(step));
}
void append(Steps& steps, const Statements& statements) {
  for (const auto& one : statements) steps.push_back({one.sql, one.object, one.owner});
}

std::string word_for(const Table& table) {
  return table.kind == "view"      ? "VIEW"
         : table.kind == "matview" ? "MATERIALIZED VIEW"
         : table.kind == "foreign" ? "FOREIGN TABLE"
                                   : "TABLE";
}

std::string alter(const Table& table, bool only) {
  const bool can_be_only = table.kind == "table" || table.kind == "partitioned" || table.kind == "foreign";
  return fmt::format("ALTER {} {}{} ", word_for(table), only && can_be_only ? "ONLY " : "", table.name);
}

namespace {

std::map<std::string, std::string> by_option(const Names& options) {
  std::map<std::string, std::string> result;
  for (const auto& option : options) result[option.substr(0, option.find('='))] = option;
  return result;
}

}  // namespace

Names option_changes(const Names& was, const Names& is, std::string_view prefix) {
  Names changes, set, reset;
  const auto before = by_option(was), after = by_option(is);
  for (const auto& [name, option] : after)
    if (const auto old = before.find(name); old == before.end() || old->second != option) set.push_back(option);
  for (const auto& [name, option] : before)
    if (!after.contains(name)) reset.push_back(std::string(prefix) + name);
  if (!set.empty()) changes.push_back(fmt::format("SET ({})", with_options(set, prefix)));
  if (!reset.empty()) changes.push_back(fmt::format("RESET ({})", join(reset, ", ")));
  return changes;
}

std::string fdw_option_changes(const Names& was, const Names& is) {
  Names changes;
  const auto before = by_option(was), after = by_option(is);
  for (const auto& [name, option] : after) {
    const auto old = before.find(name);
    if (old == before.end() || old->second != option)
      changes.push_back((old == before.end() ? "ADD " : "SET ") + fdw_options({option}));
  }
  for (const auto& [name, option] : before)
    if (!after.contains(name)) changes.push_back("DROP " + fdw_options({name + "="}).substr(0, name.size() + 2));
  return join(changes, ", ");
}

Steps alter_table(const Table& was, const Table& is) {
  Steps steps;
  const auto add = [&](const std::string& what, bool only = false) {
    steps.push_back({alter(is, only) + what, object_of(is), ""});
  };
  if (was.persistence != is.persistence) add(is.persistence == "unlogged" ? "SET UNLOGGED" : "SET LOGGED");
  if (was.access_method != is.access_method && !is.access_method.empty()) add("SET ACCESS METHOD " + is.access_method);
  if (was.tablespace != is.tablespace) add("SET TABLESPACE " + is.tablespace.value_or("pg_default"));
  if (is.kind != "view")
    for (const auto& change : option_changes(was.options, is.options)) add(change);
  for (const auto& change : option_changes(was.toast_options, is.toast_options, "toast.")) add(change);
  if (const auto changes = fdw_option_changes(was.server_options, is.server_options); !changes.empty())
    add(fmt::format("OPTIONS ({})", changes));
  if (was.of_type != is.of_type) {
    if (was.of_type) add("NOT OF");
    if (is.of_type) add("OF " + *is.of_type);
  }
  if (was.row_security != is.row_security)
    add(is.row_security ? "ENABLE ROW LEVEL SECURITY" : "DISABLE ROW LEVEL SECURITY");
  if (was.force_row_security != is.force_row_security)
    add(is.force_row_security ? "FORCE ROW LEVEL SECURITY" : "NO FORCE ROW LEVEL SECURITY");
  if (was.replica_identity != is.replica_identity && is.replica_identity != "index")
    add("REPLICA IDENTITY " + is.replica_identity, true);
  if (!is.partition_bound)
    for (const auto& parent : is.parents)
      if (std::ranges::find(was.parents, parent) == was.parents.end()) add("INHERIT " + parent);
  return steps;
}

namespace {

Steps alter_index_statistics(const Index& was, const Index& is, const std::string& object) {
  Steps steps;
  const auto before = by_option(was.statistics_targets), after = by_option(is.statistics_targets);
  const auto set = [&](const std::string& column, const std::string& target) {
    steps.push_back(
        {fmt::format("ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {}", is.name, column, target), object, ""});
  };
  for (const auto& [column, target] : after)
    if (const auto old = before.find(column); old == before.end() || old->second != target)
      set(column, target.substr(column.size() + 1));
  for (const auto& [column, target] : before)
    if (!after.contains(column)) set(column, "-1");
  return steps;
}

// "(fillfactor='50', x='1')" → "fillfactor=50", …; as an index's definition has them.
Names options_in(const std::string& definition) {
  auto text = std::string(options_of(definition));
  if (text.size() < 2) return {};
  Names options;
  for (auto& one : split(text.substr(1, text.size() - 2), ','))
    options.push_back(replace_all(std::string(trim(one)), "'", ""));
  return options;
}

}  // namespace

Steps alter_index(const Index& was, const Index& is, const Table& table, bool another_is_clustered) {
  const std::string object = "index " + is.name;
  Steps steps;
  for (const auto& change : option_changes(options_in(was.definition), options_in(is.definition)))
    steps.push_back({fmt::format("ALTER INDEX {} {}", is.name, change), object, ""});
  append(steps, alter_index_statistics(was, is, object));
  if (was.tablespace != is.tablespace)
    steps.push_back(
        {fmt::format("ALTER INDEX {} SET TABLESPACE {}", is.name, is.tablespace.value_or("pg_default")), object, ""});
  if (was.clustered != is.clustered && (is.clustered || !another_is_clustered))
    steps.push_back({is.clustered ? fmt::format("{}CLUSTER ON {}", alter(table), bare_name(is.name))
                                  : fmt::format("{}SET WITHOUT CLUSTER", alter(table)),
                     object, ""});
  if (is.replica_identity && !was.replica_identity)
    steps.push_back(
        {fmt::format("{}REPLICA IDENTITY USING INDEX {}", alter(table, true), bare_name(is.name)), object, ""});
  return steps;
}

Steps alter_constraint(const Constraint& was, const Constraint& is, std::string_view alter) {
  const auto before = deferring_of(was.definition), after = deferring_of(is.definition);
  const auto object = fmt::format("constraint {} of {}", is.name, is.relation);
  Steps steps;
  if (before.deferrable != after.deferrable || before.deferred != after.deferred)
    steps.push_back({fmt::format("{}ALTER CONSTRAINT {} {}", alter, is.name,
                                 !after.deferrable ? "NOT DEFERRABLE"
                                 : after.deferred  ? "DEFERRABLE INITIALLY DEFERRED"
                                                   : "DEFERRABLE INITIALLY IMMEDIATE"),
                     object, ""});
  if (is.validated && !was.validated)
    steps.push_back({fmt::format("{}VALIDATE CONSTRAINT {}", alter, is.name), object, ""});
  return steps;
}

}  // namespace ante::catalog
