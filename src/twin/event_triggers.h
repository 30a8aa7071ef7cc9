// Event triggers are strangers' code that runs for whoever changes the schema, our own superuser among them. They sleep
// while a superuser's session works in a twin.
#pragma once

#include <string>

#include "pg/connection.h"

namespace ante::twin {

// The answer is the SQL that wakes those that were awake.
Result<std::string> put_event_triggers_to_sleep(pg::Connection& superuser);

}  // namespace ante::twin
