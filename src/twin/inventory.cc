#include "twin/inventory.h"

namespace ante::twin {

Result<std::vector<Relation>> inventory(pg::Connection& server) {
  auto rows = TRY(server.query(R"(
SELECT c.oid, pg_relation_filenode(c.oid), coalesce(i.indrelid, 0), format('%I.%I', n.nspname, c.relname), c.relkind,
       coalesce(a.amname, 'heap'), pg_relation_filepath(c.oid), c.relnatts, coalesce(i.indoption[0] & 1, 0),
       i.indpred IS NOT NULL, coalesce(i.indkey[0], 0), c.reltuples, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_am a ON a.oid = c.relam
WHERE c.relkind IN ('r', 'm', 'i') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY c.oid)"));
  std::vector<Relation> relations;
  relations.reserve(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row)
    relations.push_back({rows.integer(row, 0), rows.integer(row, 1), rows.integer(row, 2),
                         std::string(rows.text(row, 3)), std::string(rows.text(row, 4)), std::string(rows.text(row, 5)),
                         std::string(rows.text(row, 6)), static_cast<int>(rows.integer(row, 7)),
                         rows.integer(row, 8) != 0, rows.flag(row, 9), static_cast<int>(rows.integer(row, 10)),
                         rows.real(row, 11), std::string(rows.text(row, 12))});
  return relations;
}

}  // namespace ante::twin
