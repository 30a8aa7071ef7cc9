#include "pg/error_field.h"

#include <libpq-fe.h>

#include "base/text.h"

namespace ante::pg {

std::string error_field(const pg_result* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text ? text : "";
}

Error error_of(const pg_result* result) {
  Error error;
  error.what = error_field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (error.what.empty()) error.what = std::string(trim(PQresultErrorMessage(result)));
  error.sqlstate = error_field(result, PG_DIAG_SQLSTATE);
  error.next = error_field(result, PG_DIAG_MESSAGE_HINT);
  error.about = {error_field(result, PG_DIAG_MESSAGE_DETAIL), error_field(result, PG_DIAG_SCHEMA_NAME),
                 error_field(result, PG_DIAG_TABLE_NAME), error_field(result, PG_DIAG_COLUMN_NAME),
                 error_field(result, PG_DIAG_CONSTRAINT_NAME)};
  return error;
}

}  // namespace ante::pg
