// The application's own start, or a smoke test of it, on the database as the change leaves it.
#pragma once

#include "rehearse/rehearse.h"
#include "twin/lab.h"

namespace ante::rehearse {

// As whom it is run: --queries-role, else the role with most of the traffic, else the one that runs the change.
Result<Boot> boot_to_try(const Rehearsed& what, const std::string& role_of_change);

// In a lab of its own, in which the change runs once more: what an application does there is nobody else's business.
// `tables` are those on which the change runs to its end. What could not be looked at is added to the rehearsal.
Result<void> boot_after(const Rehearsed& what, const change::Change& change, const twin::Base& base,
                        twin::LabTables tables, Rehearsal& into, Progress& progress);

}  // namespace ante::rehearse
