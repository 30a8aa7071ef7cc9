#include "pg/error_field.h"

#include <libpq-fe.h>

namespace ante::pg {

std::string error_field(const pg_result* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text ? text : "";
}

}  // namespace ante::pg
