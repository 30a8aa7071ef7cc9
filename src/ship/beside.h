// ALTER COLUMN … TYPE that would write a table again, by a column beside: new values are kept in step by a trigger, old
// rows filled in batches, what rests on the column built anew for the one beside, and then the two change their names.
// The column as it was stays out of sight, kept in step in its turn, so that the way back loses nothing.
#pragma once

#include <string>
#include <vector>

#include "ship/lowered.h"

namespace ante::ship {

// `settings`: what the migration set for its session before. `why_not` is set where the statement changes a type in
// this way, and must be one piece.
std::vector<Step> typed_beside(const Statement& statement, const std::vector<std::string>& settings,
                               std::string& why_not);
// The table whose columns stand in another order afterwards, with one among them that nobody asked for; "" where it is
// not such a statement.
std::string typed_table(const Statement& statement);

}  // namespace ante::ship
