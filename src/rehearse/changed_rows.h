// How many rows the change's own UPDATE, DELETE and INSERT … SELECT will write in production.
#pragma once

#include "rehearse/rehearsal.h"
#include "twin/ghost.h"

namespace ante::rehearse {

// Planned as things are, or where they cannot be yet, as they will be; what neither can be planned for stays unknown.
Result<void> count_changed_rows(const twin::Ghost& before, const twin::Ghost& after, Rehearsal& rehearsal);

}  // namespace ante::rehearse
