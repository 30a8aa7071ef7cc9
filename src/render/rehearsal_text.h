// A rehearsal for people, on a terminal: the worst first, then statement by statement.
#pragma once

#include <string>

#include "rehearse/rehearsal.h"
#include "render/look.h"

namespace ante::render {

std::string text(const rehearse::Rehearsal& rehearsal, const Look& look);

}  // namespace ante::render
