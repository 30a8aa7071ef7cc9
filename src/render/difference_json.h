// Differences of two catalogs, and the way from one to the other, as JSON (docs/commands/diff.md).
#pragma once

#include <string>
#include <vector>

#include "catalog/difference.h"
#include "catalog/way.h"

namespace ante::render {

std::string difference_json(const std::vector<catalog::Difference>& differences, const catalog::Way& way);

}  // namespace ante::render
