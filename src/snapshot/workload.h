// The traffic: query shapes with their figures, from pg_stat_statements, from logs and from files of SQL. A shape's
// text has no literal and no comment; what cannot be made safe is dropped and counted.
#pragma once

#include "snapshot/reading.h"

namespace ante::snapshot {

Result<void> read_workload(Reading& reading);

// Gathers statements into shapes, one a fingerprint and user.
class Shapes {
 public:
  // Adds a statement's figures to its shape; false where the text could not be made safe or is no query.
  bool add(std::string_view text, const Shape& figures);
  std::vector<Shape> take();
  int dropped = 0;  // texts that could not be made safe
  int utility = 0;  // statements that are no queries

 private:
  std::map<std::pair<std::string, std::string>, Shape> shapes_;
};

}  // namespace ante::snapshot
