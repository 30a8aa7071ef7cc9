// What the traffic wants of each table, by its plans before the change.
#pragma once

#include "rehearse/queries.h"

namespace ante::rehearse {

// Of the tables that a change touches: by their names as SQL writes them.
void add_demand(const snapshot::Snapshot& snapshot, const Plans& plans_before, std::vector<TableFigures>& tables);

}  // namespace ante::rehearse
