// The two sessions of a runner at the target: one does the steps, the other, opened beforehand so that it is there when
// connections are scarce, watches who waits for it.
#pragma once

#include <string>

#include "pg/connection.h"

namespace ante::ship {

// What ends a session or a statement that takes long; which of them there are, the server says. How long to wait is
// ante's own business.
inline constexpr const char* limits_of_a_session =
    "'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', "
    "'transaction_timeout'";

struct Session {
  pg::Connection runner, watcher;
  pg::Target target;
};

// Where a plan belongs.
struct Home {
  std::string server, database;  // "" where it is not known
};

// Refuses a pooler, a replica, and a server or a database that is not the one that is meant.
Result<Session> open_session(const pg::Target& target, std::string_view command, const Home& home);
// For whoever only looks at the journal.
Result<pg::Connection> open_reader(const pg::Target& target, std::string_view command);

}  // namespace ante::ship
