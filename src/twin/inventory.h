// The relations with storage that a twin has now, and where each came from.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"

namespace ante::twin {

struct Relation {
  std::int64_t oid = 0, file_node = 0, table_oid = 0;  // table_oid: of an index
  std::string name, kind, method, path;                // kind: as pg_class.relkind; method: heap, btree, gin, …
  int columns = 1;
  bool descending = false;  // an index's first column
  bool partial = false;
  int first_column = 0;        // of an index: the table's column number; 0: an expression
  double tuples = -1;          // pg_class.reltuples
  std::string bare_name = {};  // as plans name it, without its schema and without quotes
};

Result<std::vector<Relation>> inventory(pg::Connection& server);

}  // namespace ante::twin
