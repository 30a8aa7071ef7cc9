// A script as its steps: statements, with the data that follows a COPY … FROM stdin, and their lines.
#pragma once

#include <string_view>
#include <vector>

#include "change/change.h"

namespace ante::change {

Result<std::vector<Step>> steps_of(std::string_view script, const std::string& file);

}  // namespace ante::change
