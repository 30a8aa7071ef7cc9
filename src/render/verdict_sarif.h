// A verdict for code scanning: SARIF 2.1.0, as GitHub takes it (docs/check-output.md).
#pragma once

#include <string>

#include "judge/verdict.h"

namespace ante::render {

std::string sarif(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict);

}  // namespace ante::render
