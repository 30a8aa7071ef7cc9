// A verdict as a page of its own: what stands against the change first, and then all that was seen.
#pragma once

#include <string>

#include "judge/verdict.h"

namespace ante::render {

std::string html(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict);

}  // namespace ante::render
