// A field of what the server says of an error: PG_DIAG_SQLSTATE and its like; "" where it says nothing there.
#pragma once

#include <string>

struct pg_result;

namespace ante::pg {

std::string error_field(const pg_result* result, int code);

}  // namespace ante::pg
