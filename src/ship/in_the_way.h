// The first row that a constraint does not allow, where a step failed for that.
#pragma once

#include <string>

#include "base/result.h"
#include "pg/connection.h"

namespace ante::ship {

// A sentence with the row's key; "" where rows are not what stands in the way, or none is found soon. Asked when the
// step's transaction is over.
std::string first_in_the_way(pg::Connection& connection, const Error& error);

}  // namespace ante::ship
