// A verdict for those who show tests: JUnit's XML, a test case for each statement (docs/check-output.md).
#pragma once

#include <string>

#include "judge/verdict.h"

namespace ante::render {

std::string junit(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict);

}  // namespace ante::render
