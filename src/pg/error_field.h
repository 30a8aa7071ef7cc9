// What the server says of an error; its fields by PG_DIAG_SQLSTATE and its like, "" where it says nothing there.
#pragma once

#include <string>

#include "base/result.h"

struct pg_result;

namespace ante::pg {

std::string error_field(const pg_result* result, int code);
Error error_of(const pg_result* result);

}  // namespace ante::pg
