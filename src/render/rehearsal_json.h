// A rehearsal for machines (docs/check-output.md).
#pragma once

#include <string>

#include "judge/verdict.h"

namespace ante::render {

std::string json(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict);

}  // namespace ante::render
