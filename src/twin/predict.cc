#include "twin/predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"

#include "twin/keys.h"

namespace ante::twin {
namespace {

int alignment(std::string_view typalign) { return typalign == "d" ? 8 : typalign == "i" ? 4 : typalign == "s" ? 2 : 1; }

// How long a column's values are on a page, by its most common values and its histogram: in the array of statistics
// they are packed as on a page.
constexpr const char* lengths_sql = R"(
SELECT length, sum(share) FROM (
  SELECT pg_column_size(m.v) AS length, m.f::float8 AS share
  FROM pg_statistic s, unnest(s.stavalues1::text::{0}[], s.stanumbers1) AS m(v, f)
  WHERE s.stakind1 = 1 AND s.starelid = $1::oid AND s.staattnum = $2::int2 AND NOT s.stainherit
  UNION ALL
  SELECT pg_column_size(b.v),
         (1 - s.stanullfrac - CASE WHEN s.stakind1 = 1 THEN (SELECT sum(f) FROM unnest(s.stanumbers1) f) ELSE 0 END) / cardinality(h.v)
  FROM pg_statistic s,
       LATERAL (SELECT (CASE 2 WHEN s.stakind1 THEN s.stavalues1 WHEN s.stakind2 THEN s.stavalues2 END)::text::{0}[]) AS h(v),
       unnest(h.v) AS b(v)
  WHERE s.starelid = $1::oid AND s.staattnum = $2::int2 AND NOT s.stainherit) values_of_column
GROUP BY length)";

std::vector<std::pair<int, double>> lengths_of(pg::Connection& server, std::string_view table, std::string_view number,
                                               std::string_view type) {
  auto rows = server.query(fmt::format(fmt::runtime(lengths_sql), type), {std::string(table), std::string(number)});
  std::vector<std::pair<int, double>> lengths;
  double all = 0;
  for (int row = 0; rows && row < rows->size(); ++row) all += rows->real(row, 1);
  for (int row = 0; all > 0 && row < rows->size(); ++row)
    lengths.emplace_back(static_cast<int>(rows->integer(row, 0)), rows->real(row, 1) / all);
  return lengths;
}

// A column's layout: of the columns that the query names, in its order.
std::vector<KeyColumn> layouts(pg::Connection& server, const pg::Rows& rows) {
  std::vector<KeyColumn> columns;
  for (int row = 0; row < rows.size(); ++row) {
    KeyColumn column{rows.real(row, 0), alignment(rows.text(row, 1)), rows.flag(row, 2), rows.real(row, 3)};
    if (column.variable && !rows.null(row, 5))
      column.lengths = lengths_of(server, rows.text(row, 5), rows.text(row, 6), rows.text(row, 4));
    columns.push_back(std::move(column));
  }
  return columns;
}

// Width as the statistics have it (of varying widths ANALYZE keeps the average without its fraction); before any
// ANALYZE as the planner guesses it (get_typavgwidth).
constexpr const char* width_sql =
    "coalesce(nullif(s.stawidth, 0) + CASE WHEN t.typlen < 0 THEN 0.5 ELSE 0 END, CASE WHEN t.typlen > 0 THEN t.typlen "
    "WHEN a.atttypmod BETWEEN 4 AND 36 "
    "THEN a.atttypmod - 4 ELSE 32 END), t.typalign, t.typlen < 0, coalesce(s.stanullfrac, 0), format_type(t.oid, "
    "NULL), "
    "s.starelid, s.staattnum";

// The values of the key columns; of an expression, those of the columns that it is made of.
Result<std::vector<KeyValues>> key_values(pg::Connection& server, const Relation& index, double rows) {
  auto columns = TRY(
      server.query("SELECT coalesce(s.stadistinct, 0), coalesce(s.stanullfrac, 0), CASE WHEN s.stakind1 = 1 THEN "
                   "array_to_string(s.stanumbers1, ' ') END "
                   "FROM (SELECT DISTINCT d.refobjsubid AS number FROM pg_depend d WHERE d.classid = "
                   "'pg_class'::regclass AND d.objid = $1::oid "
                   "      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $2::oid AND d.refobjsubid > 0 "
                   "      AND (NOT $3::bool OR d.refobjsubid = ANY (SELECT unnest(indkey) FROM pg_index WHERE "
                   "indexrelid = $1::oid))) k "
                   "LEFT JOIN pg_statistic s ON s.starelid = $2::oid AND s.staattnum = k.number AND NOT s.stainherit",
                   {std::to_string(index.oid), std::to_string(index.table_oid), index.partial ? "t" : "f"}));
  std::vector<KeyValues> keys;
  for (int row = 0; row < columns.size(); ++row) {
    double distinct = columns.real(row, 0);
    // 0 is unknown: the planner assumes 200 (DEFAULT_NUM_DISTINCT), but a key that nobody looked at is more often
    // unique.
    KeyValues values{distinct > 0 ? distinct : distinct < 0 ? -distinct * rows : rows, columns.real(row, 1)};
    for (auto& share : split(columns.text(row, 2), ' '))
      if (!share.empty()) values.common.push_back(std::strtod(share.c_str(), nullptr));
    keys.push_back(std::move(values));
  }
  return keys;
}

int option(pg::Connection& server, const Relation& relation, std::string_view name, int otherwise) {
  auto value = server.query(
      "SELECT option_value FROM pg_class c, pg_options_to_table(c.reloptions) WHERE c.oid = $1::oid "
      "AND option_name = $2",
      {std::to_string(relation.oid), std::string(name)});
  return value && value->size() == 1 ? static_cast<int>(value->integer(0, 0)) : otherwise;
}

// From 13 on equal keys share a posting list, where every column's operator class promises that equal means the same
// bytes (support function 4), and the index carries no other columns.
Result<bool> can_deduplicate(pg::Connection& server, const Relation& index) {
  if (server.server_version() < 130000 || index.method != "btree") return false;
  return "t" ==
         TRY(server.scalar(
             "SELECT NOT i.indisunique AND i.indnatts = i.indnkeyatts AND NOT EXISTS (SELECT FROM unnest(i.indclass, "
             "i.indcollation) k(class, coll) "
             "JOIN pg_opclass c ON c.oid = k.class LEFT JOIN pg_collation l ON l.oid = k.coll WHERE NOT "
             "coalesce(l.collisdeterministic, true) "
             "OR NOT EXISTS (SELECT FROM pg_amproc p WHERE p.amprocfamily = c.opcfamily AND p.amproclefttype = "
             "c.opcintype "
             "AND p.amprocrighttype = c.opcintype AND p.amprocnum = 4)) FROM pg_index i WHERE i.indexrelid = $1::oid",
             {std::to_string(index.oid)}));
}

// The smallest and largest value that the statistics know of the index's first column.
Result<void> statistical_ends(pg::Connection& server, const Relation& index, IndexPrediction& prediction) {
  auto column = TRY(server.query(
      "SELECT i.indkey[0], format_type(a.atttypid, a.atttypmod) "
      "FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = 1 WHERE i.indexrelid = $1::oid",
      {std::to_string(index.oid)}));
  if (column.size() != 1 || column.integer(0, 0) <= 0) return {};
  prediction.end_type = TRY(type_without_code(server, std::string(column.text(0, 1))));
  if (prediction.end_type.empty()) return {};
  // Most common values and histogram bounds are in the first slots; their order is the type's own.
  auto rows = server.query(
      fmt::format("SELECT (array_agg(v ORDER BY v))[1]::text, (array_agg(v ORDER BY v DESC))[1]::text FROM (SELECT "
                  "unnest(v::text::{0}[]) AS v FROM (SELECT "
                  "CASE WHEN stakind1 IN (1, 2) THEN stavalues1 END, CASE WHEN stakind2 IN (1, 2) THEN stavalues2 END "
                  "FROM pg_statistic WHERE starelid = $1::oid AND staattnum = $2::int2 AND NOT stainherit) s(a, b), "
                  "LATERAL (VALUES (a::text), (b::text)) x(v)) y",
                  prediction.end_type),
      {std::to_string(index.table_oid), std::string(column.text(0, 0))});
  if (!rows || rows->size() != 1 || rows->null(0, 0)) return {};
  prediction.ends = {std::string(rows->text(0, 0)), std::string(rows->text(0, 1))};
  return {};
}

}  // namespace

Result<std::int64_t> predict_heap(pg::Connection& server, const Relation& table, double rows) {
  auto columns = TRY(server.query(
      fmt::format("SELECT {} FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
                  "LEFT JOIN pg_statistic s ON s.starelid = a.attrelid AND s.staattnum = a.attnum AND NOT s.stainherit "
                  "WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
                  width_sql),
      {std::to_string(table.oid)}));
  return heap_blocks({rows, layouts(server, columns), option(server, table, "fillfactor", 100)});
}

Result<IndexPrediction> predict_index(pg::Connection& server, const Relation& index, double rows) {
  auto columns = TRY(server.query(
      fmt::format("SELECT {} FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_index i ON i.indexrelid "
                  "= a.attrelid "
                  "LEFT JOIN pg_statistic s ON NOT s.stainherit AND CASE WHEN coalesce(i.indkey[a.attnum - 1], 0) > 0 "
                  "THEN s.starelid = i.indrelid AND s.staattnum = i.indkey[a.attnum - 1] "
                  "ELSE s.starelid = a.attrelid AND s.staattnum = a.attnum END "
                  "WHERE a.attrelid = $1::oid ORDER BY a.attnum",
                  width_sql),
      {std::to_string(index.oid)}));
  auto values = TRY(key_values(server, index, rows));
  bool deduplicates = TRY(can_deduplicate(server, index));
  BtreeFacts btree{rows, layouts(server, columns), std::move(values), deduplicates,
                   option(server, index, "fillfactor", 90)};
  IndexPrediction prediction{btree_size(btree), rows, {}, {}};
  if (index.method == "btree" && !index.partial && rows >= 1) TRY(statistical_ends(server, index, prediction));
  return prediction;
}

Result<double> predicate_rows(pg::Connection& server, const pg::Cluster& cluster, const std::string& database,
                              const Relation& index) {
  auto text = TRY(server.query(
      "SELECT format('%I.%I', n.nspname, c.relname), pg_get_expr(i.indpred, i.indrelid), r.rolname FROM pg_index i "
      "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
      "JOIN pg_roles r ON r.oid = c.relowner WHERE i.indexrelid = $1::oid",
      {std::to_string(index.oid)}));
  if (text.size() != 1) return 0;
  // The predicate may call a stranger's function, which planning would run: as the table's owner, never as superuser.
  auto owner = TRY(
      pg::Connection::open(cluster.target(database, text.text(0, 2)), {.settings = {{"statement_timeout", "10s"}}}));
  auto plan = TRY(owner.scalar(
      fmt::format("EXPLAIN (FORMAT JSON) SELECT FROM ONLY {} WHERE {}", text.text(0, 0), text.text(0, 1))));
  auto parsed = nlohmann::json::parse(plan, nullptr, false);
  if (!parsed.is_array() || parsed.empty()) return 0;
  return parsed[0]["Plan"].value("Plan Rows", 0.0);
}

}  // namespace ante::twin
