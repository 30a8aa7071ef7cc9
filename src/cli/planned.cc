#include "cli/planned.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "base/text.h"
#include "cli/chosen.h"
#include "cli/config.h"
#include "cli/since.h"
#include "cli/verdict_hash.h"
#include "judge/age.h"
#include "judge/clocks.h"
#include "judge/verdict.h"
#include "ship/lower.h"
#include "ship/plan_text.h"
#include "ship/try_out.h"
#include "snapshot/file.h"

namespace ante::cli {
namespace {

Result<change::Change> change_of(const PlanOptions& options, const Config& config, const snapshot::Snapshot& snapshot) {
  auto folder = TRY(chosen(options.change, config.migrations, "the change", "ante plan FOLDER, or a file of SQL"));
  auto since = options.since.empty() ? std::nullopt : std::optional(TRY(files_since(folder, options.since)));
  return change::read_change(
      folder, ledgers_of(snapshot),
      {.tool = options.tool.empty() ? config.tool.value_or("") : options.tool, .since = since ? &*since : nullptr});
}

}  // namespace

Result<std::string> content_of(const PlanOptions& options) {
  auto config = TRY(find_config());
  auto file = TRY(chosen(options.snapshot, config.snapshot, "the snapshot", "ante apply --snapshot prod.ante"));
  auto snapshot = TRY(snapshot::load(file));
  return ship::content_of(TRY(change_of(options, config, snapshot)));
}

Result<ship::Plan> planned(const PlanOptions& options, Progress& progress) {
  auto config = TRY(find_config());
  auto file = TRY(chosen(options.snapshot, config.snapshot, "the snapshot", "ante plan --snapshot prod.ante"));
  auto snapshot = TRY(snapshot::load(file));
  auto change = TRY(change_of(options, config, snapshot));
  rehearse::Rehearsed what{snapshot, TRY(snapshot::content_hash(file)), file.filename().string(),
                           options.role.empty() ? config.role.value_or("") : options.role};
  auto rehearsal = TRY(rehearse::rehearse(what, change, progress));
  config.policy.today = fmt::format("{:%F}", fmt::gmtime(std::time(nullptr)));
  judge::note_clocks(rehearsal, config.policy);
  judge::weigh_age(rehearsal, config.policy, std::chrono::system_clock::now());
  auto verdict = judge::judge(rehearsal, config.policy);
  verdict.hash = verdict_hash(change, what, config.policy);
  auto lowered = TRY(ship::lower_change({snapshot, change, rehearsal, verdict, !options.drops_now}));
  auto tried = TRY(ship::try_out(lowered, what, rehearsal, progress));
  if (!tried.failed.empty())
    return undecided(fmt::format("the plan does not run in the lab: {}", tried.failed),
                     "write the statement in another way, or in a migration of its own");
  auto& plan = lowered.plan;
  for (auto& difference : tried.elsewhere)
    plan.refusals.push_back({"", "leads-elsewhere", "the plan leads to another schema: " + one_line(difference, 300)});
  return ship::as_written(plan);
}

}  // namespace ante::cli
