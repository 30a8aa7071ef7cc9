// Triggers whose function asks its row for a column that the table does not have: the server finds out when somebody
// writes the table.
#pragma once

#include "rehearse/rehearsal.h"

namespace ante::rehearse {

// Of triggers that the change makes or switches on, and of functions that it writes. `after`: the catalog that it
// leaves.
std::vector<BrokenBody> find_rows_without_columns(const catalog::Catalog& after,
                                                  const std::vector<StatementOutcome>& statements);

}  // namespace ante::rehearse
