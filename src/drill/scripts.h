// SQL of a drill against its server: scripts that make the system, and changes as the tools run them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "change/change.h"
#include "pg/connection.h"

namespace ante::drill {

inline constexpr std::size_t longest_script = 64u << 20;

// Statement after statement; :name is the size of that name.
Result<void> run_script(pg::Connection& server, const std::filesystem::path& file,
                        const std::map<std::string, std::int64_t>& sizes, Progress& progress);

// A change that was run; up to the statement that failed, where one did.
struct Ran {
  Millis took{0};
  std::string failed;  // "20261120_upgrade.sql:7: …"; "" where nothing did
};
// As its tool does it: each migration in its transaction, the next one only after it. So long after it began the tool
// is killed; 0: it is not.
Ran run_change(pg::Connection server, const change::Change& change, Millis killed_after);

}  // namespace ante::drill
