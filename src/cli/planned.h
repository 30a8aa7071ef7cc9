// From what a command was given to a plan: rehearsed, judged, lowered and tried in the lab; or read, where it is one.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "change/change.h"
#include "cli/config.h"
#include "ship/ledger_step.h"
#include "ship/plan.h"
#include "snapshot/snapshot.h"

namespace CLI {
class App;
}

namespace ante::cli {

struct PlanOptions {
  std::string change, snapshot, tool, since, role;
  bool drops_now = false, columns_beside = false;
};

void declare_plan_options(CLI::App& app, PlanOptions& options);
// What somebody wrote, before anything of it was rehearsed.
struct Written {
  std::string content;  // the hash by which a journal knows the change again
  std::vector<std::filesystem::path> files = {};
};
Result<Written> written(const PlanOptions& options);

struct PlannedChange {
  ship::Plan plan;
  std::vector<std::string> notes = {};  // what the plan does not do
};
Result<PlannedChange> planned(const PlanOptions& options, Progress& progress);

// A change that was rehearsed by nobody yet, and the step that follows it: into the tool's ledger.
struct ToPlan {
  const snapshot::Snapshot& snapshot;
  std::string key, snapshot_name, role;
  const change::Change& change;
  bool keeps = true;
  bool columns_beside = false;  // for changes of a type that would write a table again
  ship::IntoLedger then = {};
  // Called with what was lowered and with the schema that the change leads to, before it is tried.
  std::function<void(ship::Plan&, const catalog::Catalog& after)> amend = {};
};
Result<ship::Plan> plan_of_change(const ToPlan& what, Config& config, Progress& progress);

}  // namespace ante::cli
