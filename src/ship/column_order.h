// Who notices that a table's columns stand in another order, or that there is one more.
#pragma once

#include <string>

namespace ante::ship {

// A query that counts on a table's columns to be as they are: SELECT *, or INSERT without naming them.
bool counts_on_the_columns(const std::string& query, const std::string& table);

}  // namespace ante::ship
