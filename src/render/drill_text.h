// A drill's page for people, on a terminal.
#pragma once

#include <string>

#include "drill/practice.h"
#include "render/look.h"

namespace ante::render {

std::string text(const drill::Practice& practice, const Look& look);
// One line of a table of drills.
std::string row(const drill::Practice& practice, const Look& look);

}  // namespace ante::render
