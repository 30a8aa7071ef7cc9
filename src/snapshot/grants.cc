#include "snapshot/grants.h"

#include <map>
#include <set>

#include "base/text.h"
#include "pg/connection.h"

namespace ante::snapshot {

namespace {

// Objects that are made later belong to whoever makes them: those who own tables there now.
std::string grants_in(const std::string& schema, const std::set<std::string>& owners, std::string_view role) {
  auto text = fmt::format(
      "GRANT USAGE ON SCHEMA {1} TO {0};\n"
      "GRANT SELECT ON ALL TABLES IN SCHEMA {1} TO {0};\n"
      "GRANT SELECT ON ALL SEQUENCES IN SCHEMA {1} TO {0};\n",
      role, schema);
  auto later = [&](const std::string& whose) {
    for (auto* what : {"TABLES", "SEQUENCES"})
      text += fmt::format("ALTER DEFAULT PRIVILEGES {1}IN SCHEMA {2} GRANT SELECT ON {3} TO {0};\n", role, whose,
                          schema, what);
  };
  for (auto& owner : owners) later("FOR ROLE " + owner + " ");
  if (owners.empty()) later("");
  return text;
}

}  // namespace

std::string grants_text(std::string_view role, const catalog::Catalog* source) {
  auto name = pg::quote_identifier(role);
  std::string text = fmt::format(
      "-- The role. Its password belongs into ~/.pgpass or PGPASSWORD.\n"
      "CREATE ROLE {} LOGIN;\n",
      name);
  if (source)
    text += fmt::format("GRANT CONNECT ON DATABASE {} TO {};\n", pg::quote_identifier(source->database.name), name);
  text += fmt::format(
      "\n-- Level \"activity\": traffic, activity, locks, sizes, replication. No statistics, so no question about "
      "plans "
      "is answered.\n"
      "GRANT pg_monitor TO {0};\n\n"
      "-- Level \"select\": statistics of columns, ends and heights of indexes, sequences, the migration tool's "
      "ledger.\n"
      "-- ante reads no rows but the ledger's; the privilege would let it. pg_read_all_data would do too, but opens\n"
      "-- pg_authid's password hashes as well: it is not asked for.\n",
      name);
  if (source) {
    std::map<std::string, std::set<std::string>> owners;
    for (auto& schema : source->schemas) owners[schema.name];
    for (auto& table : source->tables)
      for (auto& [schema, those] : owners)
        if (table.name.starts_with(schema + ".")) those.insert(table.owner);
    for (auto& [schema, those] : owners) text += grants_in(schema, those, name);
  } else {
    text += grants_in("public", {}, name);
    text +=
        "-- Other schemas alike. A first capture with the level above knows them: with it, --snapshot prints the\n"
        "-- GRANTs of every schema and owner.\n";
  }
  text += fmt::format(
      "\n-- Level \"superuser\", which no GRANT gives: statistics of expressions and of extended statistics in full, "
      "counters of GIN\n"
      "-- and BRIN indexes. To come near without it, statistics alone can be opened; they hold values of every table:\n"
      "-- GRANT SELECT ON pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data TO {0};\n",
      name);
  return text;
}

}  // namespace ante::snapshot
