// Rows that an INSERT … ON CONFLICT found there already, and that the way back deletes with its own: only the rows can
// tell.
#pragma once

#include <string>
#include <vector>

#include "change/change.h"
#include "pg/connection.h"
#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// "rows of public.setting that were there before", as a server with the rows says; none where it cannot be asked.
Result<std::vector<std::string>> rows_that_were_there(const pg::Target& rows, const snapshot::Snapshot& snapshot,
                                                      const change::Migration& migration);

}  // namespace ante::rehearse
