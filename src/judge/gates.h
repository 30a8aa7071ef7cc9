// What a team may rely on that it is stopped: kinds of findings that can stand against a change, and whether the policy
// lets them.
#pragma once

#include <string>
#include <string_view>

#include "judge/policy.h"

namespace ante::judge {

// Others only warn, or leave it open, whatever the policy says. docs/findings.md says the same of each.
bool can_block(std::string_view kind);
// What keeps it from standing against every change on that day: a waiver for all files. "" where nothing does.
std::string set_aside_by(std::string_view kind, const Policy& policy);

}  // namespace ante::judge
