// What is in a database's tables, as far as it can be told apart: by name, how many rows a table has, how many values a
// column, and a sum that no order of rows changes.
#pragma once

#include <map>
#include <string>

#include "pg/connection.h"

namespace ante::twin {

using Values = std::map<std::string, std::string>;

// Of all tables that can be read, or of these OIDs ("16385,16390"), each of which must be.
Result<Values> values_of(pg::Connection& session, const std::string& only = {});

// The names that are in both, with other values.
std::vector<std::string> those_that_differ(const Values& before, const Values& after);

}  // namespace ante::twin
