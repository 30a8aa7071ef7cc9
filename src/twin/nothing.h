// A lab of a database in which there is nothing yet, where migrations run from the first one on.
#pragma once

#include "twin/lab.h"

namespace ante::twin {

struct Nothing {
  int major = 15;
  std::string role;                        // that runs them and owns the database, by its bare name
  std::vector<catalog::Role> others = {};  // that they may name
};

Result<Lab> lab_of_nothing(const Nothing& nothing, Progress& progress);

// What a folder leads to from there. `shown` is what its errors call it.
Result<catalog::Catalog> catalog_of(const change::Change& change, const std::string& shown, const Nothing& nothing,
                                    Progress& progress);
// Why a change does not run to its end there; nothing where it does.
std::optional<Error> does_not_run(const change::Change& change, const ChangeRun& run, const std::string& shown);

}  // namespace ante::twin
