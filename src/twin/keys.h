// The ends of indexes as the bytes in which PostgreSQL itself stores them: the values are put into a scratch table, one
// a type, and read off its pages.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pg/cluster.h"
#include "snapshot/snapshot.h"
#include "twin/page.h"

namespace ante::twin {

// An index and the values at the ends of its first column, smallest first.
struct Ends {
  std::string index, type;
  std::vector<std::string> values;  // one or two
};

// Keys by index; an index whose values this server does not take (a type that it lacks) is left out.
Result<std::map<std::string, std::vector<Key>>> keys_of(pg::Connection& server, const pg::Cluster& cluster,
                                                        const std::vector<Ends>& ends);

// The type below domains, whose checks may call a stranger's function; "" where its values could run one all the same.
Result<std::string> type_without_code(pg::Connection& server, const std::string& type);

}  // namespace ante::twin
