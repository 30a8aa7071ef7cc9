// Which relations a database has, by OID: what a lock or a file belongs to, under the name that people know.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "pg/connection.h"

namespace ante::twin {

struct NamedRelation {
  std::string name;        // of a TOAST relation: its table's
  std::string kind;        // table, partitioned table, index, toast, view, …
  catalog::Oid table = 0;  // the table that an index or a TOAST relation belongs to; otherwise itself
};

using RelationNames = std::map<catalog::Oid, NamedRelation>;

// Without pg_catalog, information_schema and temporary relations.
Result<RelationNames> read_relation_names(pg::Connection& connection);

// The relations that a statement names, found as the session would find them: tables, and the partitions and children
// below them. Empty where the text does not say.
Result<std::vector<catalog::Oid>> tables_named(pg::Connection& session, std::string_view statement,
                                               const RelationNames& names);

}  // namespace ante::twin
