// Runs a user's command beside a private server, which it finds through the environment.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "pg/cluster.h"

namespace ante::cli {

// PGHOST, PGPORT, PGDATABASE, PGUSER and DATABASE_URL lead to the server. The command has the terminal, Ctrl-C too;
// its exit code becomes ante's.
Result<Exit> run_beside(const pg::Cluster& cluster, const std::string& database, const std::string& user,
                        const std::vector<std::string>& command);

}  // namespace ante::cli
