// A drill's page for people who would rather look: one file, without a script and without anything from elsewhere.
#pragma once

#include <string>

#include "drill/practice.h"

namespace ante::render {

std::string html(const drill::Practice& practice);

}  // namespace ante::render
