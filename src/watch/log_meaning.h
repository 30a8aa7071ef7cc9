// What the entries of a server's log mean for whoever watches a database: errors by their SQLSTATE, and plans. From
// here on there is no literal in them, and no word of a message: an application's own errors may have anybody's name in
// them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "watch/log_lines.h"

namespace ante::watch {

struct LoggedError {
  std::string what;   // "42703"; where the log does not have it, "of words 1a2b3c4d"
  std::string shape;  // of the statement; "" where it is not known
};

struct LoggedPlan {
  std::string shape;
  std::vector<std::string> nodes;  // "Index Scan using bill_buyer_idx on bill", indented by what it is below
  double ms = 0;
};

struct LogLines {
  double from = 0, to = 0;  // they were written in between, seconds since 1970
  std::vector<LoggedError> errors = {};
  std::vector<LoggedPlan> plans = {};
  std::int64_t skipped = 0;  // bytes that were not read
};

// A statement's shape; "" where it has none.
using ShapeOf = std::function<std::string(const std::string& statement)>;
// Entries of other databases do not count, nor do ours.
LogLines meaning(const std::vector<LogEntry>& entries, std::string_view database, int our_pid, const ShapeOf& shape_of);

// "an undefined column (42703)"
std::string error_in_words(const std::string& what);
// One of them is too many.
bool is_grave(const std::string& what);

}  // namespace ante::watch
