// What a verdict is about, as one number: the same change against the same snapshot under the same policy, or not.
#pragma once

#include <string>

#include "change/change.h"
#include "judge/policy.h"
#include "rehearse/rehearse.h"

namespace ante::cli {

std::string verdict_hash(const change::Change& change, const rehearse::Rehearsed& what, const judge::Policy& policy);

}  // namespace ante::cli
