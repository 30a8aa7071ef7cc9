// From what a command was given to a plan: rehearsed, judged, lowered and tried in the lab; or read, where it is one.
#pragma once

#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "ship/plan.h"

namespace CLI {
class App;
}

namespace ante::cli {

struct PlanOptions {
  std::string change, snapshot, tool, since, role;
  bool drops_now = false;
};

void declare_plan_options(CLI::App& app, PlanOptions& options);
// The hash by which a journal knows the change again.
Result<std::string> content_of(const PlanOptions& options);
Result<ship::Plan> planned(const PlanOptions& options, Progress& progress);

}  // namespace ante::cli
