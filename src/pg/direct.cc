#include "pg/direct.h"

#include <fmt/format.h>

namespace ante::pg {

// A pooler gives itself away by its invented process numbers, before anything is set.
Result<void> refuse_pooler(Connection& connection, const Target& target, std::string instead) {
  auto pid = TRY(connection.scalar("SELECT pg_catalog.pg_backend_pid()"));
  if (pid == std::to_string(connection.backend_pid())) return {};
  return bad_input(fmt::format("{} is a connection pooler, not the server itself", target.shown()), std::move(instead));
}

}  // namespace ante::pg
