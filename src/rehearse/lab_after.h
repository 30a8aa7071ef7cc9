// A lab of its own in which the change has run, for a program of the user's: what that does there is nobody else's
// business.
#pragma once

#include <optional>

#include "rehearse/rehearse.h"
#include "twin/lab.h"

namespace ante::rehearse {

struct LabAfter {
  twin::Lab lab;
  std::vector<std::string> doubts = {};  // what of the migration tools' ledgers is not as in production
};

// `application` is the role that will be used there. None where the change does not run to its end.
Result<std::optional<LabAfter>> lab_after(const Rehearsed& what, const change::Change& change, const twin::Base& base,
                                          twin::LabTables tables, const std::string& role_of_change,
                                          const std::string& application, Progress& progress);

// As whom the application comes: --queries-role, else the role with most of the traffic, else the one that runs the
// change.
Result<std::string> role_of_application(const Rehearsed& what, const std::string& role_of_change);

}  // namespace ante::rehearse
