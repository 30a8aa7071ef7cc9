// What a team has decided to live with for a while: a finding that is waived is said and no longer stands against the
// change. It names its reason and its last day.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "judge/finding.h"

namespace ante::judge {

struct Waiver {
  std::string kind, file;  // of the finding; "*" for any file
  std::string until;       // 2026-12-01, the last day
  std::string reason;
};

// "plan-worse 0042_split.sql until 2026-12-01: the report is run by hand"
Result<Waiver> read_waiver(std::string_view text);

// `today` is written as in `until`. Waivers whose day is over are named where they would have held.
void waive(std::vector<Finding>& findings, const std::vector<Waiver>& waivers, std::string_view today);

}  // namespace ante::judge
