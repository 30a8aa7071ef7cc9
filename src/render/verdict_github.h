// A verdict for the log of a GitHub Actions job: workflow commands that annotate the files, and then the text.
#pragma once

#include <string>

#include "judge/verdict.h"

namespace ante::render {

std::string github(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict);

}  // namespace ante::render
