// Who changed the schema, where somebody wrote it down: the event triggers of an owner who wants that known
// (docs/ledger.md), and the journal of ante apply. Without them a change has an interval, and no author.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/difference.h"
#include "pg/connection.h"
#include "watch/suspects.h"

namespace ante::watch {

struct Deed {
  double ago = 0;    // seconds, when it was read
  std::string by;    // "by anna from psql (10.0.0.3)", "shipped by ante apply, begun by anna"
  std::string what;  // "DROP INDEX public.bill_buyer_idx": a command and names, nothing else
};

// Remembers what it has read. One for as long as a database is watched, however often its connection is lost.
class DeedReader {
 public:
  // Those that have become visible since the last call; none the first time. In the transaction in which the catalog is
  // read it gives what was done between the catalog before and this one.
  Result<std::vector<Deed>> read(pg::Connection& connection);

 private:
  struct Source {
    bool was_there = false;
    std::set<std::int64_t> known;  // rows of the last reading
  };
  Result<void> read_from(Source& source, pg::Connection& connection, std::string_view is_there, std::string_view sql,
                         std::vector<Deed>& deeds);
  Source commands_, steps_;
};

// Puts the authors of these differences down in the change; it came after the first that they did.
void put_down(const std::vector<Deed>& deeds, const std::vector<catalog::Difference>& differences, Change& change);

// What the owner runs, once, to have authors written down: SQL to read, install and take away again.
std::string_view trigger_sql();

}  // namespace ante::watch
