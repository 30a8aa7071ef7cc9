// A field of what the server says of an error: PG_DIAG_SQLSTATE and its like; "" where it says nothing there.
#pragma once

#include <libpq-fe.h>

#include <string>

namespace ante::pg {

inline std::string error_field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text ? text : "";
}

}  // namespace ante::pg
