// All that a rehearsal saw, for people on a terminal: what becomes of the traffic, then statement by statement.
#pragma once

#include <string>

#include "judge/verdict.h"
#include "render/look.h"

namespace ante::render {

std::string details(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict, const Look& look);

}  // namespace ante::render
