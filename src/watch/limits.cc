#include "watch/limits.h"

#include <array>
#include <string_view>

namespace ante::watch {
namespace {

struct Question {
  double warned_at;
  const char* remedy;
  const char* sql;  // what it is about, the share, what is said
};

// A share is of what PostgreSQL has, or of what a careful administrator lets pass: 10 GB of log, ten minutes.
constexpr std::array<Question, 7> questions{{
    {0.9, "close what is idle, or put a pool before the server",
     R"(SELECT 'connections', count(*)::float8 / current_setting('max_connections')::int,
               format('%s of %s connections are taken', count(*), current_setting('max_connections'))
          FROM pg_stat_activity WHERE backend_type = 'client backend')"},
    {0.5,
     "VACUUM (FREEZE) what is oldest: SELECT oid::regclass, age(relfrozenxid) FROM pg_class WHERE relkind = 'r' ORDER "
     "BY 2 DESC; "
     "at its end the server takes no writes any more",
     R"(SELECT 'transaction numbers of ' || datname, age(datfrozenxid) / 2147483647.0,
               format('%s transactions since the oldest row of %I was frozen, 2147483647 at most', age(datfrozenxid), datname)
          FROM pg_database WHERE datallowconn)"},
    {0.5,
     "VACUUM (FREEZE) what is oldest: SELECT oid::regclass, mxid_age(relminmxid) FROM pg_class WHERE relkind = 'r' "
     "ORDER BY 2 DESC",
     R"(SELECT 'multixacts of ' || datname, mxid_age(datminmxid) / 2147483647.0,
               format('%s multixacts since the oldest of %I, 2147483647 at most', mxid_age(datminmxid), datname)
          FROM pg_database WHERE datallowconn)"},
    {0.8, "ALTER the column (and what refers to it) to bigint before the numbers end: ante plan --columns-beside",
     R"(SELECT format('sequence %I.%I', s.schemaname, s.sequencename),
               s.last_value::float8 / least(s.max_value, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
                                                          ELSE s.max_value END),
               format('%I.%I has given out %s of %s numbers', s.schemaname, s.sequencename, s.last_value,
                      least(s.max_value, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE s.max_value END))
          FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname
          JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.sequencename
          LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                               AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
          LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE NOT s.cycle AND s.increment_by > 0 AND s.last_value IS NOT NULL)"},
    {1, "SELECT pg_drop_replication_slot(…) where nobody comes for it any more: the disk fills with what it waits for",
     R"(SELECT 'replication slot ' || slot_name,
               pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn) / 1e10,
               format('the slot %I is not in use, and holds on to %s', slot_name,
                      pg_size_pretty(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn)))
          FROM pg_replication_slots WHERE NOT active AND restart_lsn IS NOT NULL)"},
    {1, "COMMIT PREPARED or ROLLBACK PREPARED: it keeps its locks, and the rows that it may see, for ever",
     R"(SELECT 'prepared transaction ' || transaction, extract(epoch FROM clock_timestamp() - prepared) / 600,
               format('a transaction of %I was prepared %s minutes ago, and neither committed nor rolled back', owner,
                      (extract(epoch FROM clock_timestamp() - prepared) / 60)::int)
          FROM pg_prepared_xacts WHERE database = current_database())"},
    {1, "SELECT pg_terminate_backend(…): as long as it is open VACUUM removes nothing that came after it",
     R"(SELECT 'forgotten transaction ' || pid, extract(epoch FROM clock_timestamp() - state_change) / 600,
               format('the transaction of %I (%s, pid %s) is open and idle for %s minutes', usename, coalesce(nullif(application_name, ''), '?'), pid,
                      (extract(epoch FROM clock_timestamp() - state_change) / 60)::int)
          FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database())"},
}};
// What goes up and down around the border is not warned of again and again.
constexpr double calm = 0.95;

}  // namespace

Result<std::vector<Limit>> read_limits(pg::Connection& connection) {
  std::vector<Limit> limits;
  for (auto& question : questions) {
    auto rows = TRY(connection.query(question.sql));
    for (int row = 0; row < rows.size(); ++row)
      limits.push_back({.about = std::string(rows.text(row, 0)),
                        .share = rows.real(row, 1),
                        .says = std::string(rows.text(row, 2)),
                        .remedy = question.remedy,
                        .warned_at = question.warned_at,
                        .calm_below = question.warned_at * calm});
  }
  return limits;
}

}  // namespace ante::watch
