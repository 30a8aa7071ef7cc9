// Tables and what hangs on them: columns, indexes, constraints, extended statistics.
#include <fmt/format.h>

#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {

std::string outside_extensions(const std::string& catalog, const std::string& oid) {
  return fmt::format(
      "NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '{}'::regclass AND e.objid = {} AND e.deptype = 'e')",
      catalog, oid);
}

std::string relation_cte(const std::string& only) {
  return fmt::format(R"(
WITH relation AS MATERIALIZED (
  SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE {} AND c.relpersistence <> 't' AND {}{})
)",
                     user_schema, outside_extensions("pg_class", "c.oid"),
                     only.empty() ? "" : fmt::format(" AND c.oid IN ({})", only));
}

std::string tables(const std::string& only) {
  return relation_cte(only) + R"(
SELECT r.oid, r.name, quote_ident(pg_get_userbyid(r.relowner)) AS owner,
       CASE r.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign'
                      WHEN 'v' THEN 'view' ELSE 'matview' END AS kind,
       CASE r.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
       CASE r.relkind WHEN 'p' THEN pg_get_partkeydef(r.oid) END AS partition_key,
       CASE WHEN r.relispartition THEN pg_get_expr(r.relpartbound, r.oid) END AS partition_bound,
       parent.names AS parents,
       to_json(r.reloptions)::text AS options, to_json(toast.reloptions)::text AS toast_options,
       coalesce(am.amname::text, '') AS access_method, quote_ident(ts.spcname) AS tablespace,
       CASE WHEN r.reloftype <> 0 THEN r.reloftype::regtype::text END AS of_type,
       r.relrowsecurity AS row_security, r.relforcerowsecurity AS force_row_security,
       CASE CASE WHEN r.relkind IN ('r', 'p', 'm') THEN r.relreplident END
            WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' WHEN 'i' THEN 'index'
                           ELSE 'default' END AS replica_identity,
       CASE WHEN r.relkind IN ('v', 'm') THEN rtrim(pg_get_viewdef(r.oid), ';') END AS definition,
       r.relispopulated AS populated,
       quote_ident(server.srvname) AS server,
       )" +
         options_array("ft.ftoptions") + R"( AS server_options
  FROM relation r
  LEFT JOIN pg_class toast ON toast.oid = r.reltoastrelid AND r.reltoastrelid <> 0
  LEFT JOIN pg_am am ON am.oid = r.relam
  LEFT JOIN pg_tablespace ts ON ts.oid = r.reltablespace
  LEFT JOIN pg_foreign_table ft ON ft.ftrelid = r.oid
  LEFT JOIN pg_foreign_server server ON server.oid = ft.ftserver
  LEFT JOIN (SELECT inhrelid, to_json(array_agg(inhparent::regclass::text ORDER BY inhseqno))::text AS names
               FROM pg_inherits GROUP BY inhrelid) parent ON parent.inhrelid = r.oid
 WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm')
 ORDER BY r.name)";
}

std::string columns(int version, const std::string& only) {
  const char* compression =
      version >= 140000 ? "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END" : "NULL";
  return relation_cte(only) + fmt::format(R"(
SELECT r.name AS relation, a.attnum AS number, a.attisdropped AS dropped,
       CASE WHEN a.attisdropped THEN '' ELSE quote_ident(a.attname) END AS name,
       CASE WHEN a.attisdropped THEN '' ELSE format_type(a.atttypid, a.atttypmod) END AS type,
       a.attnotnull AS not_null,
       CASE WHEN a.attcollation <> t.typcollation THEN
         (SELECT format('%I.%I', cn.nspname, c.collname) FROM pg_collation c
            JOIN pg_namespace cn ON cn.oid = c.collnamespace WHERE c.oid = a.attcollation) END AS collation,
       pg_get_expr(d.adbin, d.adrelid) AS default_value, coalesce(d.oid, 0) AS default_oid,
       CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' ELSE '' END AS generated,
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' ELSE '' END AS identity,
       CASE WHEN a.attstorage <> t.typstorage THEN
         CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
                           ELSE 'EXTENDED' END END AS storage,
       {} AS compression,
       coalesce(a.attstattarget, -1) AS statistics_target,
       -- Options that begin with pg_ are notes of the server itself (pg_attver of some builds), not the user's.
       (SELECT to_json(array_agg(o ORDER BY o))::text FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\_%') AS options,
       {} AS fdw_options,
       a.attislocal AS local, a.attinhcount AS inherited_from
  FROM relation r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0
  LEFT JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
 ORDER BY r.name, a.attnum)",
                                          compression, options_array("a.attfdwoptions"));
}

std::string indexes(const std::string& only) {
  return relation_cte(only) + R"(
SELECT x.oid, x.name, r.name AS table, am.amname AS method, pg_get_indexdef(x.oid) AS definition,
       i.indisunique AS unique, i.indisprimary AS primary, i.indisvalid AS valid, i.indisready AS ready,
       i.indisclustered AS clustered, i.indisreplident AS replica_identity,
       quote_ident(con.conname) AS constraint, inherits.inhparent::regclass::text AS parent,
       quote_ident(ts.spcname) AS tablespace,
       i.indpred IS NOT NULL AS partial, i.indnkeyatts AS key_columns, i.indnatts AS columns,
       i.indkey::text AS keys,
       (SELECT to_json(array_agg(a.attnum || '=' || a.attstattarget ORDER BY a.attnum))::text
          FROM pg_attribute a
         WHERE a.attrelid = x.oid AND a.attstattarget >= 0 AND a.attnum > 0) AS statistics_targets
  FROM pg_index i
  JOIN relation x ON x.oid = i.indexrelid
  JOIN relation r ON r.oid = i.indrelid
  JOIN pg_am am ON am.oid = x.relam
  LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_inherits inherits ON inherits.inhrelid = x.oid
  LEFT JOIN pg_tablespace ts ON ts.oid = x.reltablespace
 ORDER BY x.name)";
}

// A foreign key to a partitioned table has one more constraint for each partition, on the same table and under a
// number; they come and go with it and are nobody's own.
std::string constraints(const std::string& only) {
  auto of_domains =
      only.empty() ? fmt::format(" OR ({} AND {})", user_schema, outside_extensions("pg_type", "t.oid")) : "";
  return relation_cte(only) + fmt::format(R"(
SELECT con.oid, coalesce(r.name, format('%I.%I', n.nspname, t.typname)) AS relation,
       quote_ident(con.conname) AS name,
       CASE con.contype WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign' WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique'
                        WHEN 'x' THEN 'exclude' WHEN 't' THEN 'trigger' ELSE 'notnull' END AS kind,
       pg_get_constraintdef(con.oid) AS definition,
       con.convalidated AS validated, con.conislocal AS local,
       con.connoinherit AND con.contype IN ('c', 'n') AS no_inherit,
       con.coninhcount AS inherited_from,
       CASE WHEN con.contype IN ('p', 'u', 'x') THEN con.conindid::regclass::text END AS index,
       CASE WHEN con.confrelid <> 0 THEN con.confrelid::regclass::text END AS references,
       CASE WHEN parent.oid IS NOT NULL THEN
         format('%s.%I', parent.conrelid::regclass, parent.conname) END AS parent
  FROM pg_constraint con
  LEFT JOIN relation r ON r.oid = con.conrelid
  LEFT JOIN pg_type t ON t.oid = con.contypid
  LEFT JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_constraint parent ON parent.oid = con.conparentid
 WHERE (r.oid IS NOT NULL{})
   AND parent.conrelid IS DISTINCT FROM con.conrelid
 ORDER BY 2, 3)",
                                          of_domains);
}

std::string statistics(int version, const std::string& only) {
  const char* target = version >= 130000 ? "coalesce(s.stxstattarget, -1)" : "-1";
  return relation_cte(only) + fmt::format(R"(
SELECT s.oid, format('%I.%I', n.nspname, s.stxname) AS name, r.name AS table,
       quote_ident(pg_get_userbyid(s.stxowner)) AS owner, pg_get_statisticsobjdef(s.oid) AS definition,
       {} AS target
  FROM pg_statistic_ext s
  JOIN pg_namespace n ON n.oid = s.stxnamespace
  JOIN relation r ON r.oid = s.stxrelid
 WHERE {} ORDER BY 2)",
                                          target, outside_extensions("pg_statistic_ext", "s.oid"));
}

}  // namespace ante::pg::catalog_queries
