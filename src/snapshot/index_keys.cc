#include "snapshot/index_keys.h"

#include <nlohmann/json.hpp>

#include "pg/record_reader.h"

namespace ante::snapshot {
namespace {

using nlohmann::json;

// Keys sort by strategy 1 of their operator family (<), descending ones by strategy 5 (>); indoption has 1 for DESC and
// 2 for NULLS FIRST. A table that is locked against readers, or whose rows are filtered for this role, is not asked.
constexpr const char* keys_sql = R"(
, locked AS MATERIALIZED (
  SELECT DISTINCT l.relation AS oid FROM pg_locks l
   WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
, tree AS MATERIALIZED (
  SELECT i.*, r.name, r.relpages FROM pg_index i JOIN relation r ON r.oid = i.indexrelid AND r.relkind = 'i'
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree')
, key AS (
  SELECT x.indexrelid, k.n, a.atttypid, a.atttypmod,
         CASE WHEN x.indkey[k.n - 1] = 0 THEN '(' || pg_get_indexdef(x.indexrelid, k.n, false) || ')'
              ELSE (SELECT quote_ident(t.attname) FROM pg_attribute t WHERE t.attrelid = x.indrelid AND t.attnum = x.indkey[k.n - 1]) END
         || coalesce((SELECT format(' COLLATE %I.%I', cn.nspname, co.collname) FROM pg_collation co
                        JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = x.indcollation[k.n - 1]), '') AS expression,
         (SELECT format('OPERATOR(%I.%s)', opn.nspname, op.oprname) FROM pg_amop ao JOIN pg_operator op ON op.oid = ao.amopopr
            JOIN pg_namespace opn ON opn.oid = op.oprnamespace
           WHERE ao.amopfamily = oc.opcfamily AND ao.amoplefttype = oc.opcintype AND ao.amoprighttype = oc.opcintype AND ao.amopstrategy = 1) AS up,
         (SELECT format('OPERATOR(%I.%s)', opn.nspname, op.oprname) FROM pg_amop ao JOIN pg_operator op ON op.oid = ao.amopopr
            JOIN pg_namespace opn ON opn.oid = op.oprnamespace
           WHERE ao.amopfamily = oc.opcfamily AND ao.amoplefttype = oc.opcintype AND ao.amoprighttype = oc.opcintype AND ao.amopstrategy = 5) AS down,
         x.indoption[k.n - 1] AS option
    FROM tree x CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS k(n)
    JOIN pg_attribute a ON a.attrelid = x.indexrelid AND a.attnum = k.n
    JOIN pg_opclass oc ON oc.oid = x.indclass[k.n - 1])
SELECT x.indexrelid, x.name, t.name AS table_name,
       (c.relispopulated AND locked.oid IS NULL AND NOT row_security_active(t.oid) AND has_schema_privilege(t.relnamespace, 'USAGE')
        AND (has_table_privilege(t.oid, 'SELECT')
             OR (x.indexprs IS NULL AND x.indpred IS NULL
                 AND (SELECT bool_and(has_column_privilege(t.oid, column_number, 'SELECT')) FROM unnest(x.indkey::int2[]) column_number)))) AS readable,
       x.indisvalid AND x.indisready AS valid, x.indpred IS NOT NULL AS partial,
       x.indexprs IS NOT NULL AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = x.indexrelid
                AND d.refclassid = 'pg_proc'::regclass AND d.refobjid >= 16384) AS foreign_code,
       x.relpages AS pages,
       coalesce(' WHERE ' || pg_get_expr(x.indpred, x.indrelid), '') AS where_clause,
       string_agg(format('%s USING %s NULLS %s', key.expression, CASE WHEN key.option & 1 = 1 THEN key.down ELSE key.up END,
                         CASE WHEN key.option & 2 = 2 THEN 'FIRST' ELSE 'LAST' END), ', ' ORDER BY key.n) AS order_by,
       min(key.expression) FILTER (WHERE key.n = 1), min(key.up) FILTER (WHERE key.n = 1), min(key.down) FILTER (WHERE key.n = 1),
       min(format_type(key.atttypid, key.atttypmod)) FILTER (WHERE key.n = 1)
  FROM tree x JOIN relation t ON t.oid = x.indrelid JOIN pg_class c ON c.oid = t.oid JOIN key ON key.indexrelid = x.indexrelid
  LEFT JOIN locked ON locked.oid = t.oid
 GROUP BY x.indexrelid, x.name, t.name, t.oid, t.relnamespace, c.relispopulated, locked.oid, x.indisvalid, x.indisready,
          x.indpred, x.indexprs, x.indkey, x.relpages, x.indrelid
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
  auto rows = TRY(ask(reading, relations_cte() + keys_sql, "heights", "the indexes' keys"));
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

Result<void> prefer_indexes(pg::Connection& connection, int version) {
  std::string sql =
      "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET enable_indexscan = on; "
      "SET enable_indexonlyscan = on; SET max_parallel_workers_per_gather = 0; SET cpu_operator_cost = 1; "
      "SET cpu_tuple_cost = 0; SET cpu_index_tuple_cost = 0; SET constraint_exclusion = off; SET jit = off; "
      "SET lock_timeout = '200ms'; SET statement_timeout = '300ms'";
  if (version >= 130000) sql += "; SET enable_incremental_sort = off";
  TRY(connection.execute(sql));
  return {};
}

Result<void> back_to_usual(pg::Connection& connection) {
  for (auto name : {"enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_indexscan", "enable_indexonlyscan",
                    "max_parallel_workers_per_gather", "cpu_operator_cost", "cpu_tuple_cost", "cpu_index_tuple_cost",
                    "constraint_exclusion", "jit"})
    TRY(connection.execute(fmt::format("RESET {}", name)));
  if (connection.server_version() >= 130000) TRY(connection.execute("RESET enable_incremental_sort"));
  return {};
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
