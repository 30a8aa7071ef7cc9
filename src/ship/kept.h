// What changes have put aside and kept for their time: dropped for good when somebody says so, and not before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "pg/connection.h"

namespace ante::ship {

struct Kept {
  std::int64_t change = 0;
  std::string name, until;
  std::string prefix;  // of the names of all that it has put aside
  bool over = false;   // its time, by the server's clock
  Bytes bytes = {};    // on disk: its tables with their indexes. What lies in columns of others goes with their rows.
};

// Of the changes that stand, the oldest first.
Result<std::vector<Kept>> what_is_kept(pg::Connection& connection);
// What is to go of it: whose time is over, and of the others the oldest ones until the rest take no more than that.
std::vector<Kept> kept_for_too_long(const std::vector<Kept>& all, std::optional<Bytes> at_most);
// What drops it, each list in a transaction of its own. Nothing goes with it that is not of ours: where somebody has
// made something that rests on it, the server says so.
Result<std::vector<std::vector<std::string>>> statements_to_drop(pg::Connection& connection, const Kept& kept);

inline constexpr const char* dropped_for_good = "what was kept is dropped";  // the event of it
Result<bool> is_dropped_for_good(pg::Connection& connection, std::int64_t change);

}  // namespace ante::ship
