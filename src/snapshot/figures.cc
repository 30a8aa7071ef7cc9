// Figures that stand for themselves: ages, activity, replication, transactions, connections. Totals are since the last
// reset; the server's own column names are kept.
#include "pg/record_reader.h"
#include "snapshot/reading.h"
#include "snapshot/replication.h"

namespace ante::snapshot {
namespace {

struct Question {
  const char* what;
  const char* sql;  // subject, name, value, text
  int since = 0;    // the server's version that brought it
};

constexpr Question questions[] = {
    {"the database's ages", R"(
SELECT 'database' AS subject, v.name, v.value::float8 AS value, NULL::text AS text
  FROM pg_database d, LATERAL (VALUES ('xid_age', age(d.datfrozenxid)), ('multixact_age', mxid_age(d.datminmxid))) v(name, value)
 WHERE d.datname = current_database()
UNION ALL SELECT 'database', 'bytes', pg_database_size(current_database())::float8, NULL)"},
    {"the tables' ages", R"(
SELECT 'table ' || format('%I.%I', n.nspname, c.relname) AS subject, v.name, v.value::float8 AS value, NULL::text AS text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (VALUES ('xid_age', age(c.relfrozenxid)), ('multixact_age', mxid_age(c.relminmxid))) v(name, value)
 WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND c.relfrozenxid::text <> '0'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2)"},
    {"the tables' activity", R"(
SELECT 'table ' || format('%I.%I', s.schemaname, s.relname) AS subject, v.name, v.value::float8 AS value, NULL::text AS text
  FROM pg_stat_user_tables s LEFT JOIN pg_statio_user_tables io USING (relid)
  CROSS JOIN LATERAL (VALUES ('seq_scan', s.seq_scan), ('seq_tup_read', s.seq_tup_read), ('idx_scan', s.idx_scan),
    ('idx_tup_fetch', s.idx_tup_fetch), ('n_tup_ins', s.n_tup_ins), ('n_tup_upd', s.n_tup_upd), ('n_tup_del', s.n_tup_del),
    ('n_tup_hot_upd', s.n_tup_hot_upd), ('n_live_tup', s.n_live_tup), ('n_dead_tup', s.n_dead_tup),
    ('n_mod_since_analyze', s.n_mod_since_analyze), ('heap_blks_read', io.heap_blks_read), ('heap_blks_hit', io.heap_blks_hit),
    ('idx_blks_read', io.idx_blks_read), ('idx_blks_hit', io.idx_blks_hit),
    ('seconds_since_vacuum', extract(epoch FROM now() - greatest(s.last_vacuum, s.last_autovacuum))::bigint),
    ('seconds_since_analyze', extract(epoch FROM now() - greatest(s.last_analyze, s.last_autoanalyze))::bigint)) v(name, value)
 WHERE v.value IS NOT NULL ORDER BY 1, 2)"},
    {"the indexes' activity", R"(
SELECT 'index ' || format('%I.%I', s.schemaname, s.indexrelname) AS subject, v.name, v.value::float8 AS value, NULL::text AS text
  FROM pg_stat_user_indexes s
  CROSS JOIN LATERAL (VALUES ('idx_scan', s.idx_scan), ('idx_tup_read', s.idx_tup_read), ('idx_tup_fetch', s.idx_tup_fetch)) v(name, value)
 ORDER BY 1, 2)"},
    {"the database's activity", R"(
SELECT 'database' AS subject, k.key AS name, (k.value #>> '{}')::float8 AS value, NULL::text AS text
  FROM pg_stat_database d, jsonb_each(to_jsonb(d)) k
 WHERE d.datname = current_database() AND jsonb_typeof(k.value) = 'number' AND k.key <> 'datid')"},
    {"checkpoints", R"(
SELECT 'writer' AS subject, k.key AS name, (k.value #>> '{}')::float8 AS value, NULL::text AS text
  FROM pg_stat_bgwriter w, jsonb_each(to_jsonb(w)) k WHERE jsonb_typeof(k.value) = 'number')"},
    {"checkpoints", R"(
SELECT 'checkpointer' AS subject, k.key AS name, (k.value #>> '{}')::float8 AS value, NULL::text AS text
  FROM pg_stat_checkpointer w, jsonb_each(to_jsonb(w)) k WHERE jsonb_typeof(k.value) = 'number')",
     170000},
    {"WAL", R"(
SELECT 'wal' AS subject, k.key AS name, (k.value #>> '{}')::float8 AS value, NULL::text AS text
  FROM pg_stat_wal w, jsonb_each(to_jsonb(w)) k WHERE jsonb_typeof(k.value) = 'number')",
     140000},
    {"replication slots", R"(
SELECT 'slot ' || s.slot_name AS subject, v.name, v.value::float8 AS value, v.text
  FROM pg_replication_slots s
  CROSS JOIN LATERAL (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS lsn) here
  CROSS JOIN LATERAL (VALUES ('active', s.active::int::numeric, NULL::text), ('type', 0, s.slot_type::text),
    ('wal_bytes_kept', pg_wal_lsn_diff(here.lsn, s.restart_lsn), NULL), ('xmin_age', age(s.xmin)::numeric, NULL),
    ('catalog_xmin_age', age(s.catalog_xmin)::numeric, NULL)) v(name, value, text)
 WHERE v.value IS NOT NULL)"},
    {"connections", R"(
SELECT 'connections of ' || quote_ident(usename) AS subject, coalesce(state, 'not to be seen') AS name, count(*)::float8 AS value, NULL::text AS text
  FROM pg_stat_activity WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()
 GROUP BY 1, 2 ORDER BY 1, 2)"},
};

// Multixact members live in files of 52,352 each; a server that runs out of them refuses to lock rows.
constexpr const char* members_sql = R"(
SELECT 'multixact' AS subject, 'members' AS name, (count(*) * 52352)::float8 AS value, NULL::text AS text
  FROM pg_ls_dir('pg_multixact/members'))";

Result<void> add_figures(Reading& reading, const char* sql, const char* what) {
  auto rows = TRY(ask(reading, sql, "figures", what));
  if (!rows) return {};
  for (auto& figure : TRY(pg::records<Figure>(*rows))) reading.snapshot.figures.push_back(std::move(figure));
  return {};
}

}  // namespace

Result<void> read_figures(Reading& reading) {
  for (auto& question : questions)
    if (reading.access.version >= question.since) TRY(add_figures(reading, question.sql, question.what));
  TRY(read_standbys(reading));
  TRY(see_transactions(reading));
  if (reading.access.superuser) {
    TRY(add_figures(reading, members_sql, "multixact members"));
  } else {
    reading.blind("figures", "how many multixact members are in use", "only a superuser may look");
  }
  if (!reading.access.monitor)
    reading.blind("figures", "other users' transactions, connections and replication", "GRANT pg_monitor TO the role");
  return {};
}

}  // namespace ante::snapshot
