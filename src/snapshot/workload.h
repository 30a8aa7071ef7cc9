// The traffic: query shapes with their figures, from pg_stat_statements, from logs and from files of SQL. A shape's
// text has no literal and no comment; what cannot be made safe is dropped and counted.
#pragma once

#include "snapshot/reading.h"
#include "snapshot/statement_counters.h"

namespace ante::snapshot {

// `before` is a first reading of pg_stat_statements: the rest of the interval to observe is waited out, and rates and
// times are the difference.
Result<void> read_workload(Reading& reading, const std::optional<CounterReading>& before,
                           std::chrono::steady_clock::time_point observed_until);

// As SQL writes a role's name.
std::string quoted_role(std::string_view name);

// Gathers statements into shapes, one a fingerprint and user.
class Shapes {
 public:
  explicit Shapes(const catalog::Catalog& catalog) : catalog_(&catalog) {}
  // Adds a statement's figures to its shape; does not where the text is no query, asks about the catalog only or cannot
  // be made safe.
  void add(std::string_view text, const Shape& figures);
  std::vector<Shape> take();  // the one that took the most time first
  int dropped = 0;            // texts that could not be made safe

 private:
  // Monitoring asks the catalog, and so do we; neither is traffic that a change of the schema can slow down.
  bool asks_catalog_only(const std::vector<std::string>& relations) const;
  const catalog::Catalog* catalog_;
  std::map<std::pair<std::string, std::string>, Shape> shapes_;
};

}  // namespace ante::snapshot
