// The questions that the catalog's reader asks, one function a kind. The columns of each are named like the fields of
// the record that they fill. `version` is the server's (150004), for the few things that differ.
//
// All of them see user objects only: nothing of pg_catalog or information_schema, nothing temporary, and no member of
// an extension, which CREATE EXTENSION makes. What belongs to relations can be asked of some of them alone: `only` is
// their OIDs, "16385,16390", those of their indexes too.
#pragma once

#include <string>

namespace ante::pg::catalog_queries {

std::string database(int version);
std::string roles();
std::string memberships(int version);
std::string schemas();
std::string extensions();

std::string collations(int version);
std::string types(int version);
std::string sequences(const std::string& only = {});

std::string tables(const std::string& only = {});
std::string columns(int version, const std::string& only = {});
std::string indexes(const std::string& only = {});
std::string constraints(const std::string& only = {});
std::string statistics(int version, const std::string& only = {});

std::string functions();
std::string triggers(int version, const std::string& only = {});
std::string rules(const std::string& only = {});
std::string policies(const std::string& only = {});

std::string grants(const std::string& only = {});
std::string default_privileges();
std::string comments(int version);

std::string others(int version);
std::string unsupported(int version);

// Options of foreign servers, wrappers and tables whose values are never read: a regular expression for their names.
inline constexpr const char* secret_option =
    "passw|pwd|passphrase|secret|token|credential|auth|dsn|conn_?str|connection_?string|conninfo|url|uri|"
    "api_?key|access_?key|private_?key";
// Of options as arrays hold them, name=value, in a column.
std::string options_array(const std::string& column);
std::string dependencies();

// Fragments that several of them share.

// A schema of the user's, for a pg_namespace called n.
inline constexpr const char* user_schema = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
// Not a member of an extension, for the row `oid` of the catalog `catalog`.
std::string outside_extensions(const std::string& catalog, const std::string& oid);
// A common table expression `relation`: pg_class of the user's relations, with their qualified `name`.
std::string relation_cte(const std::string& only = {});

}  // namespace ante::pg::catalog_queries
