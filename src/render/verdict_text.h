// A verdict for people, on a terminal: to be read in ten seconds.
#pragma once

#include <string>

#include "judge/verdict.h"
#include "render/look.h"

namespace ante::render {

std::string text(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict, const Look& look);

}  // namespace ante::render
