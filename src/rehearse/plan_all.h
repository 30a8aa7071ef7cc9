// Plans of many queries at once: in pipelines, since each by itself is mostly waiting.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rehearse/plan.h"
#include "rehearse/sessions.h"

namespace ante::rehearse {

struct Asks {
  std::string user, text;
};

// In their order. What the server refuses in a pipeline is asked once more by itself, see plan_with_types.
std::vector<Result<PlanNode>> plan_all(Sessions& sessions, const std::vector<Asks>& queries,
                                       const std::function<void(std::size_t done)>& progress = {});

}  // namespace ante::rehearse
