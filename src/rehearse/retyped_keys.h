// Unique keys over a column that gets another type: values that differed may be the same then, as letters of another
// case are in citext.
#pragma once

#include <vector>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// `type`: the difference of the column's type, which the statement casts plainly.
std::vector<DataQuestion> questions_of_retyped_keys(const snapshot::Snapshot& snapshot,
                                                    const catalog::Difference& type);

}  // namespace ante::rehearse
