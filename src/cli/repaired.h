// What a repair becomes: nothing, a choice, or a plan that was rehearsed and judged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "ship/plan.h"

namespace ante::cli {

struct RepairOptions {
  std::string database, to, before, tool, role;
  bool forward = false, back = false, drops_now = false;
  bool runs_unseen = false;  // what neither the schema nor the ledger tells of has not run
};

struct Possibility {
  std::string direction, what;
  std::vector<std::string> loses, drops, cannot, unseen;
};

struct Repaired {
  std::string says = {};                   // why there is no plan
  std::vector<Possibility> possible = {};  // one of which is to be chosen; none where there is nothing to do
  std::optional<ship::Plan> plan = {};
  std::vector<std::string> notes = {};
};

Result<Repaired> repaired_by(const RepairOptions& options, Progress& progress);

}  // namespace ante::cli
