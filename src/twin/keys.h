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

// What is done with a type's values: read from text; or compared and measured too, which only the server's own types
// and enums do without code of somebody else's.
enum class Uses { reading, comparing };

// The type below domains, whose checks may call a stranger's function; "" where its values could run one all the same.
// Values go in as parameters of that type: a cast from text may be a stranger's as well.
Result<std::string> type_without_code(pg::Connection& server, const std::string& type, Uses uses);

}  // namespace ante::twin
