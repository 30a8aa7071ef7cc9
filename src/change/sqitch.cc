// Sqitch: a plan gives the order, and each change has a script to deploy it and one to revert it. psql runs them, each
// statement on its own where the script opens no transaction.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/format.h"
#include "change/names.h"
#include "change/psql.h"
#include "change/settings.h"
#include "change/sqitch_plan.h"
#include "sql/variables.h"

namespace ante::change {
namespace {

namespace fs = std::filesystem;
using Settings = std::map<std::string, std::string>;

struct Project {
  fs::path plan, deploy, revert;  // below the folder
  std::string ending = ".sql";
  Settings variables = {};
};

Project project_of(const Folder& folder) {
  auto file = folder.at("sqitch.conf");
  auto text = file ? text_of(*file) : Result<std::string>("");
  auto settings = settings_of(text.value_or(""));
  auto said = [&](const char* key, const std::string& otherwise) {
    for (auto* section : {"engine.pg.", "core."})
      if (auto found = settings.find(std::string(section) + key); found != settings.end()) return found->second;
    return otherwise;
  };
  fs::path top = said("top_dir", ".");
  Project project{said("plan_file", (top / "sqitch.plan").string()), said("deploy_dir", (top / "deploy").string()),
                  said("revert_dir", (top / "revert").string()), "." + said("extension", "sql")};
  for (auto* section : {"core.variables.", "engine.pg.variables.", "deploy.variables."})
    for (auto& [key, value] : settings)
      if (key.starts_with(section)) project.variables[key.substr(std::string_view(section).size())] = value;
  return project;
}

Result<std::vector<Step>> steps_of_script(const Entry& entry, const Project& project) {
  auto text = TRY(text_of(entry));
  auto sql = TRY(without_psql_commands(text, entry.file));
  auto steps = TRY(steps_of(sql, entry.file));
  for (auto& step : steps) {
    auto replaced = sql::replace_variables(step.sql, [&](std::string_view name) -> Result<std::string> {
      auto value = project.variables.find(std::string(name));
      return value == project.variables.end() ? ":" + std::string(name) : value->second;
    });
    if (replaced) step.sql = *replaced;
  }
  return steps;
}

// deploy/name.sql, or deploy/name@tag.sql for a change that is reworked later.
fs::path script_of(const fs::path& scripts, const Planned& planned, const Project& project, const Folder& folder) {
  if (planned.reworked_at.empty()) return scripts / (planned.name + project.ending);
  std::optional<fs::path> first;
  for (auto& tag : planned.reworked_at) {
    auto name = planned.name + "@" + tag + project.ending;
    if (folder.at(project.deploy / name)) return scripts / name;
    if (!first) first = scripts / name;
  }
  return *first;
}

Listed listed(const Folder& folder, const Project& project, const Planned& planned) {
  auto path = script_of(project.deploy, planned, project, folder);
  auto up = folder.at(path);
  auto back = folder.at(script_of(project.revert, planned, project, folder));
  auto missing = fmt::format("{} is not there, and {}:{} names it", shown(path.lexically_normal().string()),
                             shown(project.plan.lexically_normal().string()), planned.line);
  auto read = [=, name = planned.name]() -> Result<Made> {
    if (!up) return bad_input(missing, "sqitch add makes it");
    Migration migration{.name = shown(name), .steps = {}};
    take(migration, TRY(steps_of_script(*up, project)), Sends::singly);
    if (back) {
      auto steps = TRY(steps_of_script(*back, project));
      if (!steps.empty()) take(migration.back.emplace(), std::move(steps), Sends::singly);
    }
    return Made{{std::move(migration)}};
  };
  return {planned.name, up.value_or(Entry{planned.name, folder.root / path, shown(path.string())}), back, "", read};
}

}  // namespace

std::optional<Entry> sqitch_plan_file(const Folder& folder) { return folder.at(project_of(folder).plan); }

bool is_sqitch(const Look& look) {
  if (look.folder.one_file) return false;
  // Whoever names the folder deploy of a project is told to name the project.
  std::error_code unknown;
  bool is_inside =
      look.folder.root.filename() == "deploy" && fs::exists(look.folder.root.parent_path() / "sqitch.plan", unknown);
  return is_inside || sqitch_plan_file(look.folder);
}

Result<Listing> list_sqitch(const Look& look) {
  auto project = project_of(look.folder);
  auto plan = look.folder.at(project.plan);
  if (!plan)
    return bad_input(fmt::format("{} holds no sqitch.plan", look.folder.label),
                     "name the project's folder, which holds it");
  Listing listing{.late = Late::is_refused};
  auto text = TRY(text_of(*plan));
  for (auto& planned : TRY(sqitch_plan(text, plan->file)))
    listing.migrations.push_back(listed(look.folder, project, planned));
  return listing;
}

}  // namespace ante::change
