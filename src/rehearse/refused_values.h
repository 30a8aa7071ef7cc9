// Values that a column is known to have, held against a CHECK by the server itself: what a parameter will be nobody
// knows here, but mostly it is one of these.
#pragma once

#include <optional>
#include <string>

#include "pg/connection.h"
#include "rehearse/rehearsal.h"

namespace ante::rehearse {

struct CheckedColumn {
  std::string schema, table;  // without quotes
  std::string column, type;   // as SQL writes them; `bare` is the name without quotes
  std::string bare;
};
// The CHECK's condition, and what the row has in the other columns that it names: "7 AS a, 'x' AS b", or nothing.
struct Checked {
  std::string name, condition, others;
};

// `server` sees the statistics, `session` is who writes. None where all known values are allowed, and where the table
// has no rows whose values anybody could know.
std::optional<MayRefuse> refused_values(pg::Connection& server, pg::Connection& session, const CheckedColumn& column,
                                        const Checked& check);

}  // namespace ante::rehearse
