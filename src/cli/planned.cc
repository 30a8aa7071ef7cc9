#include "cli/planned.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <limits>
#include <set>

#include "base/text.h"
#include "change/inventory.h"
#include "cli/chosen.h"
#include "cli/config.h"
#include "cli/since.h"
#include "cli/verdict_hash.h"
#include "judge/age.h"
#include "judge/clocks.h"
#include "judge/verdict.h"
#include "ship/ledger_step.h"
#include "ship/lower.h"
#include "ship/plan_text.h"
#include "ship/try_out.h"
#include "snapshot/file.h"

namespace ante::cli {
namespace {

std::string tool_of(const PlanOptions& options, const Config& config) {
  return options.tool.empty() ? config.tool.value_or("") : options.tool;
}

Result<change::Change> change_of(const PlanOptions& options, const Config& config, const snapshot::Snapshot& snapshot) {
  auto folder = TRY(chosen(options.change, config.migrations, "the change", "ante plan FOLDER, or a file of SQL"));
  auto since = options.since.empty() ? std::nullopt : std::optional(TRY(files_since(folder, options.since)));
  return change::read_change(folder, ledgers_of(snapshot),
                             {.tool = tool_of(options, config), .since = since ? &*since : nullptr});
}

// What of the folder is applied when the change is: what is new and was not skipped.
std::vector<bool> applied_after(const change::Inventory& inventory, const change::Change& change, bool all) {
  std::set<std::string> run;
  for (auto& migration : change.migrations)
    for (auto& step : migration.steps) run.insert(step.file);
  std::vector<bool> applied;
  std::size_t last = 0;
  for (std::size_t i = 0; i < inventory.migrations.size(); ++i)
    if (inventory.migrations[i].state == change::State::applied) last = i;
  for (std::size_t i = 0; i < inventory.migrations.size(); ++i) {
    auto& one = inventory.migrations[i];
    bool is_empty_and_next = all && i > last;
    applied.push_back(one.state == change::State::applied || run.contains(one.file) || is_empty_and_next);
  }
  return applied;
}

// Without SQL where there is no ledger, or nothing to write.
Result<ship::IntoLedger> step_into_ledger(const PlanOptions& options, const Config& config,
                                          const snapshot::Snapshot& snapshot, const change::Change& change,
                                          std::vector<std::string>& notes) {
  auto folder = TRY(chosen(options.change, config.migrations, "the change", "ante plan FOLDER, or a file of SQL"));
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none)) return ship::IntoLedger{};
  auto inventory = TRY(change::inventory_of(folder, all_ledgers_of(snapshot), tool_of(options, config)));
  if (inventory.ledger.table.empty()) return ship::IntoLedger{};
  auto step = ship::ledger_step(inventory, applied_after(inventory, change, options.since.empty()));
  if (step) return *step;
  notes.push_back(fmt::format("{} is not written: {}; tell {} that the migrations are applied", inventory.ledger.table,
                              step.error().what, inventory.ledger.tool));
  return ship::IntoLedger{};
}

}  // namespace

Result<Written> written(const PlanOptions& options) {
  auto config = TRY(find_config());
  auto file = TRY(chosen(options.snapshot, config.snapshot, "the snapshot", "ante apply --snapshot prod.ante"));
  auto snapshot = TRY(snapshot::load(file));
  auto change = TRY(change_of(options, config, snapshot));
  auto folder = TRY(chosen(options.change, config.migrations, "the change", "ante apply FOLDER, or a file of SQL"));
  std::error_code none;
  std::set<std::filesystem::path> files;
  for (auto& migration : change.migrations)
    for (auto& step : migration.steps)
      files.insert(std::filesystem::is_directory(folder, none) ? folder / step.file : folder);
  return Written{ship::content_of(change), {files.begin(), files.end()}};
}

Result<ship::Plan> plan_of_change(const ToPlan& what, Config& config, Progress& progress) {
  auto& [snapshot, key, name, role, change, keeps, columns_beside, then, amend] = what;
  rehearse::Rehearsed rehearsed{snapshot, key, name, role.empty() ? config.role.value_or("") : role};
  auto rehearsal = TRY(rehearse::rehearse(rehearsed, change, progress));
  config.policy.today = fmt::format("{:%F}", fmt::gmtime(std::time(nullptr)));
  judge::note_clocks(rehearsal, config.policy);
  judge::weigh_age(rehearsal, config.policy, std::chrono::system_clock::now());
  auto verdict = judge::judge(rehearsal, config.policy);
  verdict.hash = verdict_hash(change, rehearsed, config.policy);
  ship::Lowering lowering{snapshot, change, rehearsal, verdict, keeps};
  if (!columns_beside) lowering.beside_from = std::numeric_limits<double>::infinity();
  auto lowered = TRY(ship::lower_change(lowering));
  auto& plan = lowered.plan;
  if (!then.step.up.empty() && then.can_be_tried) plan.steps.push_back(then.step);
  if (amend) amend(plan, rehearsal.after);
  auto tried = TRY(ship::try_out(lowered, rehearsed, rehearsal, progress));
  if (!tried.failed.empty())
    return undecided(fmt::format("the plan does not run in the lab: {}", tried.failed),
                     "write the statement in another way, or in a migration of its own");
  if (!then.step.up.empty() && !then.can_be_tried) plan.steps.push_back(then.step);
  for (auto& difference : tried.elsewhere)
    plan.refusals.push_back({"", "leads-elsewhere", "the plan leads to another schema: " + one_line(difference, 300)});
  return ship::as_written(plan);
}

Result<PlannedChange> planned(const PlanOptions& options, Progress& progress) {
  auto config = TRY(find_config());
  auto file = TRY(chosen(options.snapshot, config.snapshot, "the snapshot", "ante plan --snapshot prod.ante"));
  auto snapshot = TRY(snapshot::load(file));
  auto change = TRY(change_of(options, config, snapshot));
  PlannedChange planned;
  auto then = TRY(step_into_ledger(options, config, snapshot, change, planned.notes));
  auto key = TRY(snapshot::content_hash(file));
  planned.plan = TRY(plan_of_change({.snapshot = snapshot,
                                     .key = key,
                                     .snapshot_name = file.filename().string(),
                                     .role = options.role,
                                     .change = change,
                                     .keeps = !options.drops_now,
                                     .columns_beside = options.columns_beside,
                                     .then = std::move(then)},
                                    config, progress));
  return planned;
}

}  // namespace ante::cli
