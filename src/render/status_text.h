// Where a change stands in the journal of its database: for people, and for programs.
#pragma once

#include <string>

#include "render/look.h"
#include "ship/status.h"

namespace ante::render {

std::string status_text(const ship::Status& status);
std::string status_json(const ship::Status& status);

}  // namespace ante::render
