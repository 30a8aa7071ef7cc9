// The way back of a step that stands as somebody wrote it: from the catalog that it left to the one that it found.
#pragma once

#include "catalog/model.h"
#include "ship/plan.h"

namespace ante::ship {

// What has no way back is added to what the step loses. `runs_as` is the role, as SQL writes it, that runs the plan.
void add_way_back(const catalog::Catalog& after, const catalog::Catalog& before, const std::string& runs_as,
                  Step& step);

}  // namespace ante::ship
