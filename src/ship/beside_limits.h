// Where a column beside could not be kept in step with what is written, or somebody would notice it.
#pragma once

#include <string>

#include "ship/lowered.h"

namespace ante::ship {

// Why, and what to do instead; "" where nothing stands against it.
std::string not_kept_in_step(const Statement& statement, const std::string& table, const catalog::Column& column);

}  // namespace ante::ship
