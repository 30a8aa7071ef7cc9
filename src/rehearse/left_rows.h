// What a change's own DELETE leaves of a table, as a query: then the rows that are asked are those that a constraint
// after it will meet.
#pragma once

#include <optional>
#include <string>

#include "snapshot/snapshot.h"

namespace ante::rehearse {

struct LeftRows {
  std::string table, query;  // "(SELECT one.* FROM public.t AS one WHERE NOT EXISTS (…))"
};
// Of a DELETE that looks at its own table alone, also beside itself: DELETE FROM t AS one USING t AS other WHERE …
std::optional<LeftRows> left_by_delete(const snapshot::Snapshot& snapshot, const std::string& sql);

// The question about all rows of the table, asked of those that are left.
std::string asked_of(const LeftRows& left, const std::string& question);

}  // namespace ante::rehearse
