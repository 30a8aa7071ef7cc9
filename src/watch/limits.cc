#include "watch/limits.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace ante::watch {
namespace {

struct Question {
  const char* what;
  double warned_at;
  const char* remedy;
  const char* sql;  // what it is about, the share, what is said
};

// A share is of what PostgreSQL has, or of what a careful administrator lets pass: 10 GB of log, ten minutes.
constexpr std::array<Question, 6> questions{{
    {"how many connections are left", 0.9, "close what is idle, or put a pool before the server",
     R"(SELECT 'connections', count(*)::float8 / most, format('%s of %s connections are taken', count(*), most)
          FROM pg_stat_activity, (SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most) m
         WHERE backend_type = 'client backend' GROUP BY most)"},
    {"how many transaction numbers are left", 0.5,
     "VACUUM (FREEZE) what is oldest: SELECT oid::regclass, age(relfrozenxid), mxid_age(relminmxid) FROM pg_class "
     "WHERE "
     "relkind = 'r' ORDER BY 2 DESC; at their end the server takes no writes any more",
     R"(SELECT format('%ss of %s', what, datname), used / 2147483647.0,
               format('%s %ss since the oldest row of %I was frozen, 2147483647 at most', used, what, datname)
          FROM pg_database CROSS JOIN LATERAL (VALUES ('transaction', age(datfrozenxid)), ('multixact', mxid_age(datminmxid))) u (what, used)
         WHERE datallowconn)"},
    // To read a sequence takes a lock of it, which stops nobody but fills the table of all locks: some, and no more.
    {"how many numbers sequences have left", 0.8,
     "ALTER the column (and what refers to it) to bigint before the numbers end: ante plan --columns-beside",
     R"(WITH owned AS MATERIALIZED (
          SELECT s.seqrelid, least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
                                             ELSE s.seqmax END) AS most
            FROM pg_sequence s LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
                  AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
            LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE NOT s.seqcycle AND s.seqincrement > 0 AND has_sequence_privilege(s.seqrelid, 'SELECT')
           ORDER BY 2, 1 LIMIT 500),
        seen AS MATERIALIZED (SELECT seqrelid, most, pg_sequence_last_value(seqrelid) AS given_out FROM owned)
        SELECT format('sequence %I.%I', n.nspname, c.relname), given_out::float8 / most,
               format('%I.%I has given out %s of %s numbers', n.nspname, c.relname, given_out, most)
          FROM seen JOIN pg_class c ON c.oid = seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE given_out IS NOT NULL)"},
    {"what replication slots hold on to", 1,
     "SELECT pg_drop_replication_slot(…) where nobody comes for it any more: the disk fills with what it waits for",
     R"(SELECT 'replication slot ' || slot_name, held / 1e10, format('the slot %I is not in use, and holds on to %s', slot_name, pg_size_pretty(held))
          FROM (SELECT slot_name, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                                                  restart_lsn) AS held
                  FROM pg_replication_slots WHERE NOT active AND restart_lsn IS NOT NULL) s)"},
    {"which transactions were prepared and forgotten", 1,
     "COMMIT PREPARED or ROLLBACK PREPARED: it keeps its locks, and the rows that it may see, for ever",
     R"(SELECT 'prepared transaction ' || transaction, extract(epoch FROM clock_timestamp() - prepared) / 600,
               format('a transaction of %I was prepared %s minutes ago, and neither committed nor rolled back', coalesce(owner, '?'),
                      (extract(epoch FROM clock_timestamp() - prepared) / 60)::int)
          FROM pg_prepared_xacts WHERE database = current_database())"},
    {"which transactions were forgotten", 1,
     "SELECT pg_terminate_backend(…): as long as it is open VACUUM removes nothing that came after it",
     R"(SELECT 'forgotten transaction ' || pid, extract(epoch FROM clock_timestamp() - state_change) / 600,
               format('the transaction of %I (%s, pid %s) is open and idle for %s minutes', coalesce(usename, '?'),
                      coalesce(nullif(application_name, ''), '?'), pid, (extract(epoch FROM clock_timestamp() - state_change) / 60)::int)
          FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database())"},
}};
constexpr const char* sequences_not_seen_sql = R"(
SELECT count(*) FILTER (WHERE NOT has_sequence_privilege(seqrelid, 'SELECT')), greatest(0, count(*) - 500) FROM pg_sequence)";
// What goes up and down around the border is not warned of again and again.
constexpr double calm = 0.95;

}  // namespace

// What one question is not answered, because of a right or of who changes something just now, the others may be.
Result<Limits> read_limits(pg::Connection& connection) {
  Limits found;
  for (auto& question : questions) {
    auto rows = connection.query(question.sql);
    if (!rows && rows.error().sqlstate.empty()) return std::unexpected(rows.error());
    if (!rows) found.not_seen.emplace_back(question.what, rows.error().what);
    for (int row = 0; rows && row < rows->size(); ++row)
      found.limits.push_back({.about = std::string(rows->text(row, 0)),
                              .share = rows->real(row, 1),
                              .says = std::string(rows->text(row, 2)),
                              .remedy = question.remedy,
                              .warned_at = question.warned_at,
                              .calm_below = question.warned_at * calm,
                              .is_level = question.warned_at < 1});
  }
  auto left_out = TRY(connection.query(sequences_not_seen_sql));
  if (left_out.integer(0, 0) > 0)
    found.not_seen.emplace_back(fmt::format("what {} sequences have left", left_out.integer(0, 0)),
                                "this role may not read them: GRANT SELECT ON ALL SEQUENCES IN SCHEMA … to it");
  else if (left_out.integer(0, 1) > 0)
    found.not_seen.emplace_back("what sequences beyond the first 500 have left", "it would take a lock of each");
  return found;
}

}  // namespace ante::watch
