// Which index would spare a query the reading of a whole table: guessed from what the plan filters by. Whether it is so
// only the planner can say.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ante::rehearse {

// The columns, or expressions, that an index would have, as CREATE INDEX wants them: first those that a filter compares
// with one value each, then one that it bounds. `filter` is as EXPLAIN shows it, without aliases; `columns` are the
// table's, as SQL writes them.
std::vector<std::string> index_columns(std::string_view filter, const std::set<std::string, std::less<>>& columns);

struct Comparison {
  std::string column, with;  // "lower(name)", "$1"
};
// A filter's parts, all of which must hold.
struct Conditions {
  std::vector<Comparison> equal;    // a column, or an expression of columns, with one value
  std::vector<std::string> others;  // as they stand
};
Conditions conditions_in(std::string_view filter, const std::set<std::string, std::less<>>& columns);

}  // namespace ante::rehearse
