// Reads a server's catalog into the model: a query a kind, all read-only, none with a lock above ACCESS SHARE.
#pragma once

#include "catalog/model.h"
#include "pg/connection.h"

namespace ante::pg {

// Inside the transaction that the caller opened, if any; the reader opens none.
Result<catalog::Catalog> read_catalog(Connection& connection);
// Only what catalogs are compared by: without dependencies, and without what is only named.
Result<catalog::Catalog> read_catalog_to_compare(Connection& connection);
// Of that only these relations, "16385,16390", with all that hangs on them; or all comments, of whatever.
Result<catalog::Catalog> read_relations(Connection& connection, const std::string& oids, bool comments);

}  // namespace ante::pg
