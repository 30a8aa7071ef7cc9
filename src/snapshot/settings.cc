// Settings that decide about plans, waiting and writing. Only names that the server itself documents in pg_settings are
// taken: a setting that somebody invented may hold anything.
#include <set>

#include "base/text.h"
#include "snapshot/reading.h"

namespace ante::snapshot {
namespace {

constexpr const char* wanted = R"(
(category LIKE 'Query Tuning%' OR category LIKE 'Resource Usage%' OR category LIKE 'Autovacuum%'
 OR category LIKE 'Vacuum%' OR category LIKE 'Write-Ahead Log / Settings' OR category LIKE 'Write-Ahead Log / Checkpoints'
 OR category = 'Lock Management' OR category LIKE 'Preset Options%' OR category LIKE '%Locale and Formatting'
 OR name IN ('default_statistics_target', 'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout',
             'transaction_timeout', 'idle_session_timeout', 'max_connections', 'superuser_reserved_connections',
             'row_security', 'search_path', 'session_preload_libraries', 'shared_preload_libraries',
             'local_preload_libraries', 'default_transaction_isolation', 'default_transaction_read_only',
             'default_tablespace', 'default_table_access_method', 'default_toast_compression', 'track_activity_query_size',
             'track_io_timing', 'track_counts', 'hot_standby', 'hot_standby_feedback', 'max_standby_streaming_delay',
             'max_standby_archive_delay', 'synchronous_commit', 'max_replication_slots', 'max_wal_senders', 'max_slot_wal_keep_size',
             'log_min_duration_statement', 'session_replication_role', 'vacuum_freeze_max_age', 'compute_query_id',
             'standard_conforming_strings', 'plan_cache_mode'))
AND name !~ '\.' AND name NOT IN ('dynamic_shared_memory_type', 'log_timezone'))";

// Our own session sets a few of them, so that the value that RESET would give is taken. A role's or the database's own
// value for this connection hides the server's there: then it is the configuration file's, or the built-in one.
std::string server_sql(bool files) {
  return fmt::format(R"(
SELECT s.name, CASE WHEN hidden.name IS NULL THEN s.reset_val ELSE coalesce({}, s.boot_val) END AS value,
       coalesce(s.unit, '') AS unit, hidden.name IS NOT NULL AS hidden
  FROM (SELECT * FROM pg_settings WHERE {}) s
  LEFT JOIN (SELECT DISTINCT split_part(x, '=', 1) AS name FROM pg_db_role_setting d, unnest(d.setconfig) x
              WHERE d.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                AND d.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))) hidden ON hidden.name = s.name
 ORDER BY s.name)",
                     files ? "(SELECT f.setting FROM pg_file_settings f WHERE f.name = s.name AND f.error IS NULL "
                             "ORDER BY f.seqno DESC LIMIT 1)"
                           : "NULL",
                     wanted);
}

// A value that only some roles or databases have. Names of extensions' settings are taken where pg_settings knows them.
constexpr const char* scoped_sql = R"(
SELECT split_part(x, '=', 1) AS name, substr(x, position('=' in x) + 1) AS value,
       (SELECT quote_ident(r.rolname) FROM pg_roles r WHERE r.oid = d.setrole) AS role,
       (SELECT quote_ident(b.datname) FROM pg_database b WHERE b.oid = d.setdatabase) AS database
  FROM pg_db_role_setting d, unnest(d.setconfig) x
 WHERE d.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND split_part(x, '=', 1) IN (SELECT name FROM pg_settings WHERE name !~ '\.')
 ORDER BY 3, 4, 1)";

}  // namespace

Result<void> read_settings(Reading& reading) {
  auto server = TRY(ask(reading, server_sql(reading.access.superuser), "settings", "the server's settings"));
  for (int row = 0; server && row < server->size(); ++row) {
    std::string name(server->text(row, 0));
    if (server->flag(row, 3) && !reading.access.superuser)
      reading.blind("settings", fmt::format("the server's own {}: this role or database has one of its own", name),
                    "capture as a role without settings of its own");
    reading.snapshot.settings.push_back(
        {name, std::string(server->text(row, 1)), std::string(server->text(row, 2)), {}, {}});
  }
  auto scoped = TRY(ask(reading, scoped_sql, "settings", "settings of roles and databases"));
  for (int row = 0; scoped && row < scoped->size(); ++row)
    reading.snapshot.settings.push_back({std::string(scoped->text(row, 0)), std::string(scoped->text(row, 1)), "",
                                         scoped->value(row, 2), scoped->value(row, 3)});
  return {};
}

}  // namespace ante::snapshot
