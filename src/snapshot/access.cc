// What the role may see, and how a part asks for something that may be refused.
#include "snapshot/reading.h"

#include "base/text.h"

namespace ante::snapshot {

Result<void> set_up_session(pg::Connection& connection) {
  constexpr std::pair<const char*, const char*> settings[] = {{"default_transaction_read_only", "on"},
                                                              {"statement_timeout", "30s"},
                                                              {"lock_timeout", "2s"},
                                                              {"idle_in_transaction_session_timeout", "60s"},
                                                              {"row_security", "off"},
                                                              {"search_path", "pg_catalog"},
                                                              {"datestyle", "ISO, MDY"},
                                                              {"intervalstyle", "postgres"},
                                                              {"timezone", "UTC"},
                                                              {"bytea_output", "hex"},
                                                              {"extra_float_digits", "3"},
                                                              {"lc_monetary", "C"},
                                                              {"standard_conforming_strings", "on"},
                                                              {"jit", "off"}};
  std::string calls;
  for (auto& [name, value] : settings)
    calls += fmt::format("{}pg_catalog.set_config('{}', '{}', false)", calls.empty() ? "SELECT " : ", ", name, value);
  TRY(connection.query(calls));
  return {};
}

Result<Access> read_access(pg::Connection& connection) {
  auto rows = TRY(connection.query(R"(
SELECT quote_ident(current_user) AS user_name,
       current_setting('is_superuser') = 'on' AS superuser,
       pg_is_in_recovery() AS standby,
       has_table_privilege('pg_catalog.pg_statistic', 'SELECT') AS statistics,
       has_table_privilege('pg_catalog.pg_statistic_ext_data', 'SELECT') AS extended,
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                  AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')) AS any_table,
       pg_has_role('pg_read_all_stats', 'USAGE') AS monitor,
       has_function_privilege('pg_catalog.pg_read_binary_file(text, bigint, bigint)', 'EXECUTE')
         AND has_function_privilege('pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)', 'EXECUTE') AS files,
       coalesce((SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                  WHERE e.extname = 'pageinspect' AND current_setting('is_superuser') = 'on'), '') AS pageinspect,
       current_setting('block_size') = '8192' AS blocks_of_8k)"));
  Access access;
  access.version = connection.server_version();
  access.user = rows.text(0, 0);
  access.superuser = rows.flag(0, 1);
  access.standby = rows.flag(0, 2);
  access.statistics = rows.flag(0, 3);
  access.extended_statistics = rows.flag(0, 4);
  access.any_table = rows.flag(0, 5);
  access.monitor = rows.flag(0, 6);
  access.server_files = rows.flag(0, 7);
  access.pageinspect = rows.text(0, 8);
  access.blocks_of_8k = rows.flag(0, 9);
  return access;
}

Result<std::optional<pg::Rows>> ask(Reading& reading, std::string_view sql, std::string_view about,
                                    std::string_view what, std::string_view remedy) {
  auto& connection = reading.connection;
  bool inside = connection.in_transaction();
  if (inside) TRY(connection.execute("SAVEPOINT ante_ask"));
  auto rows = connection.query(sql);
  if (!rows && rows.error().sqlstate.empty()) return std::unexpected(rows.error());
  if (inside) TRY(connection.execute(rows ? "RELEASE ante_ask" : "ROLLBACK TO ante_ask; RELEASE ante_ask"));
  if (rows) return *std::move(rows);
  reading.blind(std::string(about), fmt::format("{}: {}", what, one_line(rows.error().what, 300)), std::string(remedy));
  return std::nullopt;
}

std::string relations_cte() {
  return R"(
WITH relation AS MATERIALIZED (
  SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind, c.relnamespace, c.relpages, c.reltuples,
         c.relallvisible, c.relrowsecurity, c.relowner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'
     AND c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I'))
)";
}

}  // namespace ante::snapshot
