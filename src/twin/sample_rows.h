// A few rows in every table of a twin, since empty tables lie: an ADD COLUMN … NOT NULL passes on none and fails on
// one.
//
// The values are ones that the column's type takes: from the statistics where there are any, from the literals of its
// own constraints, or made up. Whether a row fits is decided by the server, constraint by constraint, and references
// are taken from rows that are there, so that the rows are consistent although no trigger has run.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/progress.h"
#include "pg/connection.h"
#include "twin/base.h"

namespace ante::twin {

struct SampleRows {
  std::vector<Missing> without_rows;           // the tables in which no row could be made
  std::vector<std::string> production_values;  // that may stand in the rows
};

// `server` is the superuser's session. A table that has rows keeps them, and gets no more.
Result<SampleRows> insert_sample_rows(pg::Connection& server, Progress& progress);

// The same for tables of these names, without their schemas, and for those that they refer to. The tables that got
// rows.
Result<std::vector<std::string>> insert_sample_rows_in(pg::Connection& server, const std::set<std::string>& names);
// Takes all rows out of them again, whatever refers to these.
Result<void> remove_rows(pg::Connection& server, const std::vector<std::string>& tables);

}  // namespace ante::twin
