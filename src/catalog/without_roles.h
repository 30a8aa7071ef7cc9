// A catalog without what migrations say nothing of: who owns what, who may do what, and the roles.
#pragma once

#include "catalog/model.h"

namespace ante::catalog {

void leave_out_roles(Catalog& catalog);

}  // namespace ante::catalog
