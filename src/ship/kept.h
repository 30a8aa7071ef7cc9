// What changes have put aside and kept for their time: dropped for good when somebody says so, and not before.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"

namespace ante::ship {

struct Kept {
  std::int64_t change = 0;
  std::string name, until;
  std::string prefix;  // of the names of all that it has put aside
};

// Of the changes that stand and whose time is over, by the server's clock.
Result<std::vector<Kept>> kept_for_too_long(pg::Connection& connection);
// What drops it, each list in a transaction of its own. Nothing goes with it that is not of ours: where somebody has
// made something that rests on it, the server says so.
Result<std::vector<std::vector<std::string>>> statements_to_drop(pg::Connection& connection, const Kept& kept);

inline constexpr const char* dropped_for_good = "what was kept is dropped";  // the event of it
Result<bool> is_dropped_for_good(pg::Connection& connection, std::int64_t change);

}  // namespace ante::ship
