// Databases made again from their catalogs, as the twin makes them.
#pragma once

#include "catalog/ddl.h"
#include "catalog/difference.h"
#include "pg/catalog_reader.h"
#include "support/private_server.h"

namespace ante::tests {

catalog::Catalog catalog_of(pg::Connection& connection);

// Runs the DDL of a catalog in an empty database, each statement as the role that owns what it makes. Roles are
// superusers meanwhile; a statement that fails fails the test.
void rebuild(const catalog::Catalog& catalog, pg::Connection& database, const catalog::DdlOptions& options);

// What a program of the server's own folder prints, run against a cluster's database; the test fails where it fails.
std::string run_client(const pg::Cluster& cluster, std::string_view program, std::string_view database,
                       std::string_view arguments);

}  // namespace ante::tests
