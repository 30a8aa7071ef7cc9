// Runs a catalog's DDL on a private server, quickly and with tolerance: what cannot be made (an extension that is not
// installed here, and whatever hangs on it) is named and left out, the rest is made.
#pragma once

#include <vector>

#include "base/progress.h"
#include "catalog/model.h"
#include "pg/connection.h"
#include "twin/base.h"

namespace ante::twin {

// Both are the superuser's connections to the new, empty database.
Result<std::vector<Missing>> build_schema(pg::Connection& server, pg::Connection& second,
                                          const catalog::Catalog& catalog, Progress& progress);

}  // namespace ante::twin
