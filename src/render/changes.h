// What was changed in some days, as far as it was seen or told of, and which of it was named when something was wrong:
// the page with which a team looks back.
#pragma once

#include <string>
#include <vector>

#include "incident/incident.h"

namespace ante::render {

std::string changes_markdown(const std::vector<incident::Event>& events, const std::string& database, double from,
                             double to);

}  // namespace ante::render
