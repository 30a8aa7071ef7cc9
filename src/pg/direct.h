// A pooler that hands out another server's session for each transaction cannot carry what keeps a session's limits,
// locks or transactions: they would be met by the application's next query.
#pragma once

#include "pg/connection.h"

namespace ante::pg {

// An error where the connection does not lead to the server itself; `instead` is what to do then.
Result<void> refuse_pooler(Connection& connection, const Target& target, std::string instead);

}  // namespace ante::pg
