#include "twin/relation_names.h"

#include <algorithm>

#include "sql/statement.h"

namespace ante::twin {

using catalog::Oid;

Result<RelationNames> read_relation_names(pg::Connection& connection) {
  auto rows = TRY(connection.query(R"sql(
    SELECT c.oid,
           pg_catalog.quote_ident(named_space.nspname) || '.' || pg_catalog.quote_ident(named.relname),
           CASE WHEN toasted.oid IS NOT NULL THEN 'toast'
                ELSE CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'i' THEN 'index'
                       WHEN 'I' THEN 'partitioned index' WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view'
                       WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'composite type'
                       ELSE c.relkind::pg_catalog.text END
           END,
           coalesce(toasted.oid, i.indrelid, c.oid)
    FROM pg_catalog.pg_class c
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_catalog.pg_class toasted ON toasted.reltoastrelid = coalesce(i.indrelid, c.oid)
    JOIN pg_catalog.pg_class named ON named.oid = coalesce(toasted.oid, c.oid)
    JOIN pg_catalog.pg_namespace named_space ON named_space.oid = named.relnamespace
    WHERE named_space.nspname NOT IN ('pg_catalog', 'information_schema') AND named.relpersistence <> 't')sql"));
  RelationNames names;
  for (int row = 0; row < rows.size(); ++row)
    names[rows.integer(row, 0)] = {std::string(rows.text(row, 1)), std::string(rows.text(row, 2)),
                                   rows.integer(row, 3)};
  return names;
}

Result<std::vector<Oid>> tables_named(pg::Connection& session, std::string_view statement, const RelationNames& names) {
  auto facts = sql::facts(statement);
  std::vector<Oid> tables;
  if (!facts) return tables;
  for (auto& name : facts->relations) {
    auto rows = TRY(session.query(R"sql(
      WITH named AS (SELECT coalesce(i.indrelid, c.oid) AS oid
                     FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
                     WHERE c.oid = pg_catalog.to_regclass($1))
      SELECT oid FROM named
      UNION SELECT t.relid FROM named, LATERAL pg_catalog.pg_partition_tree(named.oid) t
      UNION SELECT h.inhrelid FROM named JOIN pg_catalog.pg_inherits h ON h.inhparent = named.oid)sql",
                                  {name}));
    for (int row = 0; row < rows.size(); ++row) {
      auto oid = rows.integer(row, 0);
      auto known = names.find(oid);
      bool lockable =
          known != names.end() && (known->second.kind == "table" || known->second.kind == "partitioned table");
      if (lockable && std::ranges::find(tables, oid) == tables.end()) tables.push_back(oid);
    }
  }
  return tables;
}

}  // namespace ante::twin
