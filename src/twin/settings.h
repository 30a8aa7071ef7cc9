// Production's settings on a private server: those that move plans, and those of its roles and its database.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"
#include "snapshot/snapshot.h"

namespace ante::twin {

// Which settings move plans is asked of the server itself (the categories of pg_settings). Returns a sentence for each
// setting that this server does not take.
Result<std::vector<std::string>> apply_settings(pg::Connection& server, const snapshot::Snapshot& snapshot);

}  // namespace ante::twin
