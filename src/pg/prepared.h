// Questions that are put again and again in one session, as prepared statements: to plan one takes longer than to run
// it.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"

namespace ante::pg {

struct Question {
  std::string name;  // among those of a session
  std::string sql;   // with one parameter
};

// Prepares what is not prepared yet, and asks all of them in one pipeline. The session may be a stranger's, who can
// take away what was prepared, or prepare something else by the same name: so the server is asked first what there is.
Result<std::vector<Result<Rows>>> ask_prepared(Connection& session, const std::vector<Question>& questions,
                                               std::string_view type, const std::string& parameter);

}  // namespace ante::pg
