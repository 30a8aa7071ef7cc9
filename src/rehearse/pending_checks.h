// Checks that a transaction puts off to its end: a table that has some still to come cannot be altered. On made-up
// rows a change's own INSERT may find nothing to write, and then nothing is put off.
#pragma once

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// Marks the statements that alter what one before them, in the same transaction, is planned to write.
void find_pending_checks(const snapshot::Snapshot& snapshot, std::vector<StatementOutcome>& statements);

}  // namespace ante::rehearse
