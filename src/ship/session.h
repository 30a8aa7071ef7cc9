// The two sessions of a runner at the target: one does the steps, the other, opened beforehand so that it is there when
// connections are scarce, watches who waits for it.
#pragma once

#include <string>

#include "pg/connection.h"

namespace ante::ship {

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
