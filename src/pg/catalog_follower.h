// A catalog that is kept up to date from statement to statement. A statement changes a few relations of many: which
// ones is told by the transaction that wrote each row of pg_class and its like, and only those are read again. Where
// more was written (a rename, which shows in the definitions of others; a function, a type, a role) all of it is.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalog/difference.h"
#include "pg/connection.h"

namespace ante::pg {

// How many rows were written of each of pg_catalog's tables, and how many of those were deletions.
struct CatalogWrites {
  std::int64_t rows = 0, deletions = 0;
  bool operator==(const CatalogWrites&) const = default;
};
using Written = std::map<std::string, CatalogWrites>;

// For a session in a transaction, which sees what it has not committed, with pg_catalog as its search_path.
class CatalogFollower {
 public:
  const catalog::Catalog& now() const { return now_; }
  // By name, whatever was read when.
  catalog::Catalog in_order() const;
  bool knows() const { return known_; }
  // After a transaction went back, what was seen in it no longer holds.
  void forget() { known_ = false; }
  // All of it.
  Result<void> read(Connection& session);
  // What somebody has read already, and nobody has changed since.
  Result<void> adopt(catalog::Catalog now, Connection& session);
  // What is different since the last time; `since` is what was written since then.
  Result<std::vector<catalog::Difference>> follow(Connection& session, const Written& since);

 private:
  struct Touched {
    std::set<catalog::Oid> relations;  // to be read again, whatever they are
    std::set<catalog::Oid> gone;       // relations, and what hangs on them
    std::set<std::string> rows;        // that were written since the last time
    bool more = false;                 // than relations
  };
  Result<Touched> touched_by(const Written& since, Connection& session);
  Result<void> find_written(const Written& since, Connection& session, Touched& touched) const;
  Result<void> find_gone(const Written& since, Connection& session, Touched& touched) const;
  std::vector<catalog::Difference> replace(const Touched& touched, bool comments, catalog::Catalog again);

  catalog::Catalog now_;
  bool known_ = false;
  // The transaction of the last time: rows that it or a later one wrote are new, but for those that were there then.
  std::int64_t horizon_ = 0;
  std::set<std::string> there_;
  std::string extension_members_;  // their number
};

}  // namespace ante::pg
