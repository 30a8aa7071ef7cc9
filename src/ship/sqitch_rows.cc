#include "ship/sqitch_rows.h"

#include <fmt/format.h>

#include "base/text.h"
#include "change/sqitch_plan.h"
#include "change/uri.h"
#include "os/checksums.h"
#include "os/folders.h"
#include "pg/connection.h"

namespace ante::ship {
namespace {

using change::SqitchChange;
using change::SqitchProject;
using change::SqitchSaid;
using pg::quote_literal;

std::string digest(std::string_view kind, const std::string& info) {
  auto text = fmt::format("{} {}", kind, info.size());
  text += '\0';
  return os::sha1_hex(text + info);
}

std::string beginning(const SqitchProject& project) {
  return fmt::format("project {}\n", project.name) +
         (project.uri.empty() ? "" : fmt::format("uri {}\n", change::canonical_uri(project.uri)));
}

// Its planner, its moment and its note.
std::string ending(const SqitchSaid& said, const std::string& between = {}) {
  return fmt::format("planner {} <{}>\ndate {}{}{}", said.planner, said.email, said.at, between,
                     said.note.empty() ? "" : "\n\n" + said.note);
}

std::string change_id(const SqitchProject& project, std::size_t place, const std::string& parent) {
  auto& change = project.changes[place];
  std::string between;
  if (!change.needs.empty()) between += "\nrequires\n  + " + join(change.needs, "\n  + ");
  if (!change.conflicts.empty()) between += "\nconflicts\n  - " + join(change.conflicts, "\n  - ");
  return digest("change", beginning(project) + fmt::format("change {}\n", change.name) +
                              (parent.empty() ? "" : fmt::format("parent {}\n", parent)) + ending(change, between));
}

std::string tag_id(const SqitchProject& project, const SqitchSaid& tag, const std::string& change) {
  return digest("tag", beginning(project) + fmt::format("tag {}\nchange {}\n", tag.name, change) + ending(tag));
}

// Of those who planned and who ran it, as columns and as values.
constexpr const char* people = "committer_name, committer_email, planned_at, planner_name, planner_email";
std::string people_of(const SqitchSaid& said) {
  return fmt::format("current_user, {0}, {1}, {2}, {0}", quote_literal(said.email), quote_literal(said.at),
                     quote_literal(said.planner));
}

// "other:change@tag": the change's own name.
std::string change_in(const std::string& dependency) {
  auto name = dependency.substr(dependency.find(':') + 1);
  return name.substr(0, name.find('@'));
}

std::string array(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (auto& name : names) quoted.push_back(quote_literal(name));
  return fmt::format("ARRAY[{}]::text[]", join(quoted, ", "));
}

std::string event(const std::string& schema, std::string_view what, const SqitchProject& project,
                  const SqitchChange& change, const std::string& id) {
  std::vector<std::string> tags;
  for (auto& tag : change.tags) tags.push_back(tag.name);
  return fmt::format(
      "INSERT INTO {}events (event, change_id, change, project, note, requires, conflicts, tags, committed_at, {}) "
      "VALUES ('{}', '{}', {}, {}, {}, {}, {}, {}, clock_timestamp(), {})",
      schema, people, what, id, quote_literal(change.name), quote_literal(project.name), quote_literal(change.note),
      array(change.needs), array(change.conflicts), array(tags), people_of(change));
}

}  // namespace

Result<LedgerRow> sqitch_row(const change::Inventory& inventory, std::size_t migration) {
  auto project = change::sqitch_project(inventory.plan);
  if (project.changes.size() != inventory.migrations.size())
    return undecided("the plan holds other changes than the project has scripts for");
  std::string id;
  for (std::size_t i = 0; i <= migration; ++i) id = change_id(project, i, id);
  auto& change = project.changes[migration];
  auto schema = inventory.ledger.table.substr(0, inventory.ledger.table.rfind("changes"));
  auto name = quote_literal(project.name);
  auto script = TRY(os::read_file(inventory.migrations[migration].path));
  LedgerRow row;
  row.put.push_back(
      fmt::format("INSERT INTO {}changes (change_id, script_hash, change, project, note, committed_at, {}) "
                  "VALUES ('{}', '{}', {}, {}, {}, clock_timestamp(), {})",
                  schema, people, id, os::sha1_hex(script), quote_literal(change.name), name,
                  quote_literal(change.note), people_of(change)));
  for (auto& needed : change.needs)
    row.put.push_back(fmt::format(
        "INSERT INTO {0}dependencies (change_id, type, dependency, dependency_id) VALUES ('{1}', 'require', {2}, "
        "(SELECT change_id FROM {0}changes WHERE change = {3} AND change_id <> '{1}' ORDER BY committed_at DESC LIMIT "
        "1))",
        schema, id, quote_literal(needed), quote_literal(change_in(needed))));
  for (auto& other : change.conflicts)
    row.put.push_back(
        fmt::format("INSERT INTO {}dependencies (change_id, type, dependency) VALUES ('{}', 'conflict', {})", schema,
                    id, quote_literal(other)));
  for (auto& tag : change.tags)
    row.put.push_back(fmt::format(
        "INSERT INTO {}tags (tag_id, tag, project, change_id, note, committed_at, {}) VALUES ('{}', {}, {}, '{}', {}, "
        "clock_timestamp(), {})",
        schema, people, tag_id(project, tag, id), quote_literal(tag.name), name, id, quote_literal(tag.note),
        people_of(tag)));
  row.put.push_back(event(schema, "deploy", project, change, id));
  for (auto* table : {"tags", "dependencies", "changes"})
    row.take.push_back(fmt::format("DELETE FROM {}{} WHERE change_id = '{}'", schema, table, id));
  row.take.push_back(event(schema, "revert", project, change, id));
  return row;
}

}  // namespace ante::ship
