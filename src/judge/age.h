// How old a snapshot is, and whether that is too old to judge by.
#pragma once

#include <chrono>

#include "judge/policy.h"
#include "rehearse/rehearsal.h"

namespace ante::judge {

// Says the age; where the policy has it for too old, what production is now was not looked at.
void weigh_age(rehearse::Rehearsal& rehearsal, const Policy& policy, std::chrono::system_clock::time_point now);

}  // namespace ante::judge
