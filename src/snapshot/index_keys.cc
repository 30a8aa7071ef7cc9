#include "snapshot/index_keys.h"

#include <nlohmann/json.hpp>

#include "pg/record_reader.h"

namespace ante::snapshot {
namespace {

using nlohmann::json;

// Keys sort by strategy 1 of their operator family (<), descending ones by strategy 5 (>); indoption has 1 for DESC and
// 2 for NULLS FIRST. A table that is locked against readers, or whose rows are filtered for this role, is not asked.
// Every join is one of whole catalogs: a question for each of thousands of keys would take seconds.
constexpr const char* keys_sql = R"(
, locked AS MATERIALIZED (
  SELECT DISTINCT l.relation AS oid FROM pg_locks l
   WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
, sorts AS MATERIALIZED (
  SELECT oc.oid, min(s.operator) FILTER (WHERE s.strategy = 1) AS up, min(s.operator) FILTER (WHERE s.strategy = 5) AS down
    FROM pg_opclass oc
    JOIN (SELECT ao.amopfamily, ao.amoplefttype, ao.amopstrategy AS strategy, format('OPERATOR(%I.%s)', n.nspname, op.oprname) AS operator
            FROM pg_amop ao JOIN pg_operator op ON op.oid = ao.amopopr JOIN pg_namespace n ON n.oid = op.oprnamespace
           WHERE ao.amoplefttype = ao.amoprighttype AND ao.amopstrategy IN (1, 5)) s
      ON s.amopfamily = oc.opcfamily AND s.amoplefttype = oc.opcintype
   GROUP BY oc.oid)
, coll AS MATERIALIZED (
  SELECT c.oid, format(' COLLATE %I.%I', n.nspname, c.collname) AS clause FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace)
, own_code AS MATERIALIZED (
  SELECT DISTINCT d.objid FROM pg_depend d
   WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_proc'::regclass AND d.refobjid >= 16384)
, tree AS MATERIALIZED (
  SELECT i.*, r.name, r.relpages FROM pg_index i JOIN relation r ON r.oid = i.indexrelid AND r.relkind = 'i'
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree')
, key AS MATERIALIZED (
  SELECT x.indexrelid, k.n, x.indrelid, x.indkey[k.n - 1] AS column_number, x.indclass[k.n - 1] AS opclass,
         x.indcollation[k.n - 1] AS collation, x.indoption[k.n - 1] AS option
    FROM tree x CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS k(n))
, written AS MATERIALIZED (
  SELECT key.indexrelid, key.n, a.atttypid, a.atttypmod, key.option, s.up, s.down,
         CASE WHEN key.column_number = 0 THEN '(' || pg_get_indexdef(key.indexrelid, key.n, false) || ')'
              ELSE quote_ident(t.attname) END || coalesce(coll.clause, '') AS expression
    FROM key
    JOIN pg_attribute a ON a.attrelid = key.indexrelid AND a.attnum = key.n
    JOIN sorts s ON s.oid = key.opclass
    LEFT JOIN pg_attribute t ON t.attrelid = key.indrelid AND t.attnum = key.column_number
    LEFT JOIN coll ON coll.oid = key.collation)
, in_order AS MATERIALIZED (
  SELECT w.indexrelid,
         string_agg(format('%s USING %s NULLS %s', w.expression, CASE WHEN w.option & 1 = 1 THEN w.down ELSE w.up END,
                           CASE WHEN w.option & 2 = 2 THEN 'FIRST' ELSE 'LAST' END), ', ' ORDER BY w.n) AS order_by,
         min(w.expression) FILTER (WHERE w.n = 1) AS first_key, min(w.up) FILTER (WHERE w.n = 1) AS first_up,
         min(w.down) FILTER (WHERE w.n = 1) AS first_down,
         min(format_type(w.atttypid, w.atttypmod)) FILTER (WHERE w.n = 1) AS first_type
    FROM written w GROUP BY w.indexrelid)
SELECT x.indexrelid, x.name, t.name AS table_name,
       (c.relispopulated AND locked.oid IS NULL AND NOT row_security_active(t.oid) AND has_schema_privilege(t.relnamespace, 'USAGE')
        AND (has_table_privilege(t.oid, 'SELECT')
             OR (x.indexprs IS NULL AND x.indpred IS NULL
                 AND (SELECT bool_and(has_column_privilege(t.oid, column_number, 'SELECT')) FROM unnest(x.indkey::int2[]) column_number)))) AS readable,
       x.indisvalid AND x.indisready AS valid, x.indpred IS NOT NULL AS partial,
       x.indexprs IS NOT NULL AND own_code.objid IS NOT NULL AS foreign_code, x.relpages AS pages,
       coalesce(' WHERE ' || pg_get_expr(x.indpred, x.indrelid), '') AS where_clause,
       o.order_by, o.first_key, o.first_up, o.first_down, o.first_type
  FROM tree x JOIN relation t ON t.oid = x.indrelid JOIN pg_class c ON c.oid = t.oid JOIN in_order o ON o.indexrelid = x.indexrelid
  LEFT JOIN locked ON locked.oid = t.oid LEFT JOIN own_code ON own_code.objid = x.indexrelid
 ORDER BY x.name)";

void collect_scans(const json& node, bool& only_indexes) {
  if (!node.is_object()) return;
  auto type = node.value("Node Type", "");
  if (type.ends_with("Scan") && type != "Index Scan" && type != "Index Only Scan" && type != "Subquery Scan")
    only_indexes = false;
  if (auto plans = node.find("Plans"); plans != node.end())
    for (auto& plan : *plans) collect_scans(plan, only_indexes);
}

json plan_of(std::string_view text) {
  auto explained = json::parse(text, nullptr, false);
  if (!explained.is_array() || explained.empty() || !explained[0].is_object()) return {};
  return explained[0].value("Plan", json());
}

}  // namespace

Result<std::vector<BTree>> btrees(Reading& reading) {
  std::vector<BTree> trees;
  // The planner knows nothing of the size of what is joined here: a nested loop over all of it would be quadratic.
  TRY(reading.connection.execute("BEGIN READ ONLY; SET LOCAL enable_nestloop = off"));
  auto rows = TRY(ask(reading, relations_cte() + keys_sql, "heights", "the indexes' keys"));
  TRY(reading.connection.execute("COMMIT"));
  if (!rows) return trees;
  std::map<std::string_view, std::int64_t> blocks;
  for (auto& size : reading.snapshot.sizes) blocks[size.relation] = size.blocks;
  for (int row = 0; row < rows->size(); ++row) {
    BTree tree;
    tree.oid = rows->integer(row, 0);
    tree.name = rows->text(row, 1);
    tree.table = rows->text(row, 2);
    tree.readable = rows->flag(row, 3);
    tree.valid = rows->flag(row, 4);
    tree.partial = rows->flag(row, 5);
    tree.foreign_code = rows->flag(row, 6);
    auto size = blocks.find(tree.name);
    tree.blocks = size == blocks.end() ? rows->integer(row, 7) : size->second;
    tree.where = rows->text(row, 8);
    tree.order_by = rows->text(row, 9);
    tree.first_key = rows->text(row, 10);
    tree.first_up = rows->text(row, 11);
    tree.first_down = rows->text(row, 12);
    tree.first_type = rows->text(row, 13);
    trees.push_back(std::move(tree));
  }
  return trees;
}

PlanTop plan_top(std::string_view explain_json) {
  auto plan = plan_of(explain_json);
  if (!plan.is_object()) return {};
  auto type = plan.value("Node Type", "");
  if (type != "Index Scan" && type != "Index Only Scan") return {};
  auto cost = plan.find("Startup Cost");
  return {plan.value("Index Name", ""), cost != plan.end() && cost->is_number() ? cost->get<double>() : 0};
}

bool only_index_scans(std::string_view explain_json) {
  bool only_indexes = true;
  auto plan = plan_of(explain_json);
  if (!plan.is_object()) return false;
  collect_scans(plan, only_indexes);
  return only_indexes;
}

}  // namespace ante::snapshot
