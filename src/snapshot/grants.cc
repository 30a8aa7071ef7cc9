#include "snapshot/grants.h"

#include "base/text.h"
#include "pg/connection.h"

namespace ante::snapshot {

std::string grants_text(std::string_view role, const Names& schemas) {
  auto name = pg::quote_identifier(role);
  std::string text = fmt::format(
      "-- The role. Its password belongs into ~/.pgpass or PGPASSWORD.\n"
      "CREATE ROLE {0} LOGIN;\n\n"
      "-- Level \"activity\": traffic, activity, locks, sizes, replication. No statistics, so no question about plans "
      "is answered.\n"
      "GRANT pg_monitor TO {0};\n\n"
      "-- Level \"select\": statistics of columns, ends and heights of indexes, sequences, the migration tool's "
      "ledger.\n"
      "-- ante reads no rows but the ledger's; the privilege would let it. pg_read_all_data would do too, but opens\n"
      "-- pg_authid's password hashes as well: it is not asked for.\n",
      name);
  for (auto& schema : schemas.empty() ? Names{"public"} : schemas)
    text += fmt::format(
        "GRANT USAGE ON SCHEMA {1} TO {0};\n"
        "GRANT SELECT ON ALL TABLES IN SCHEMA {1} TO {0};\n"
        "GRANT SELECT ON ALL SEQUENCES IN SCHEMA {1} TO {0};\n"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {1} GRANT SELECT ON TABLES TO {0};\n",
        name, schema);
  text += fmt::format(
      "\n-- Level \"superuser\", which no GRANT gives: statistics of expressions and of extended statistics in full, "
      "counters of GIN\n"
      "-- and BRIN indexes. To come near without it, statistics alone can be opened; they hold values of every table:\n"
      "-- GRANT SELECT ON pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data TO {0};\n",
      name);
  return text;
}

}  // namespace ante::snapshot
