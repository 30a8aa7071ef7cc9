// Closes the ways by which code in the database could reach out of it, before a stranger's code runs there. Which ways
// there are is asked of the catalog; what is closed is told, so that a change that needs it is not judged by its
// absence.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"

namespace ante::twin {

struct Closed {
  std::string object;  // "extension dblink", "language plpython3u"
  std::string why;
};

// `server` is the superuser's session. `role` runs the change; where it is a superuser at the source it gets all that
// can be had without being one.
Result<std::vector<Closed>> quarantine(pg::Connection& server, const std::string& role, bool superuser_at_source);

}  // namespace ante::twin
