// A verdict for a comment under a pull request: GitHub's Markdown, and GitLab's.
#pragma once

#include <string>

#include "judge/verdict.h"

namespace ante::render {

std::string markdown(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict);

}  // namespace ante::render
