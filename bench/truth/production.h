// A made-up production system: a private server with rows enough for statistics, and a snapshot of it that says the
// sizes and the traffic of a large one.
//
//   schema.sql    tables and rows, by the role "app"
//   superuser.sql what only the superuser may do, after it; where there is any
//   traffic.sql   a query a line, each after a line "-- 120/s, 3 ms, as web": its calls a second, how long one takes,
//                 and whose they are where they are not those of "app"
//   scale         lines "TABLE FACTOR": that table is so many times as large as it was made, with its partitions and
//                 indexes
#pragma once

#include "support/real_server.h"

namespace ante::bench {

struct Production {
  pg::Cluster server;
  os::TemporaryFolder place;
  std::filesystem::path snapshot;
  std::string conninfo;  // of the server, where the rows may be asked

  const std::filesystem::path& folder() const { return place.path(); }
  static Result<Production> raise(const std::filesystem::path& system);
};

}  // namespace ante::bench
