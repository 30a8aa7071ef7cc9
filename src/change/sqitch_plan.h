// sqitch.plan: the changes of a project in the order in which sqitch deploys them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ante::change {

struct Planned {
  std::string name;
  int line = 1;
  // A change that is reworked further below: the tags between the two, one of which its old scripts are named for.
  std::vector<std::string> reworked_at = {};
};

Result<std::vector<Planned>> sqitch_plan(std::string_view text, const std::string& file);

}  // namespace ante::change
