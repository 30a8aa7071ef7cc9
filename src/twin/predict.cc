#include "twin/predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"

#include "twin/keys.h"

namespace ante::twin {
namespace {

int alignment(std::string_view typalign) { return typalign == "d" ? 8 : typalign == "i" ? 4 : typalign == "s" ? 2 : 1; }

// A column's values as the statistics have them, as text: who reads them must not run a stranger's code.
struct Sampled {
  pg::Value common, shares, histogram;
  double null_fraction = 0, width = 0;
};

Result<std::optional<Sampled>> sampled(pg::Connection& server, std::string_view table, std::string_view number) {
  auto rows =
      TRY(server.query("SELECT CASE WHEN stakind1 = 1 THEN stavalues1::text END, CASE WHEN stakind1 = 1 THEN "
                       "stanumbers1::text END, CASE 2 WHEN stakind1 THEN stavalues1::text WHEN stakind2 THEN "
                       "stavalues2::text END, stanullfrac, stawidth FROM pg_statistic "
                       "WHERE starelid = $1::oid AND staattnum = $2::int2 AND NOT stainherit",
                       {std::string(table), std::string(number)}));
  if (rows.size() != 1) return std::nullopt;
  return Sampled{rows.value(0, 0), rows.value(0, 1), rows.value(0, 2), rows.real(0, 3), rows.real(0, 4)};
}

// How long values are on a page, and how many are so: in an array they are packed alike.
constexpr const char* lengths_sql = R"(
SELECT size, sum(share) FROM (
  SELECT pg_column_size(m.v) AS size, m.share::float8 AS share FROM unnest($1::{0}[], $2::float4[]) AS m(v, share)
  UNION ALL
  SELECT pg_column_size(h.v),
         (1 - $4::float8 - coalesce((SELECT sum(share) FROM unnest($2::float4[]) share), 0)) / cardinality($3::{0}[])
  FROM unnest($3::{0}[]) AS h(v)) values_of_column
GROUP BY 1)";

Result<std::vector<std::pair<int, double>>> lengths_of(pg::Connection& server, std::string_view table,
                                                       std::string_view number, std::string_view type) {
  std::vector<std::pair<int, double>> lengths;
  auto plain = TRY(type_without_code(server, std::string(type), Uses::comparing));
  auto values = TRY(sampled(server, table, number));
  if (plain.empty() || !values) return lengths;
  auto rows =
      server.query(fmt::format(fmt::runtime(lengths_sql), plain),
                   {values->common, values->shares, values->histogram, fmt::format("{}", values->null_fraction)});
  double all = 0, bytes = 0;
  for (int row = 0; rows && row < rows->size(); ++row)
    all += rows->real(row, 1), bytes += rows->real(row, 0) * rows->real(row, 1);
  // Long values are not in the statistics, and compressed ones are not as long here as there: then the average is
  // better.
  if (all <= 0 || std::abs(bytes / all - values->width) > 2 + values->width / 10) return lengths;
  for (int row = 0; row < rows->size(); ++row)
    lengths.emplace_back(static_cast<int>(rows->integer(row, 0)), rows->real(row, 1) / all);
  return lengths;
}

// A column's layout: of the columns that the query names, in its order.
Result<std::vector<KeyColumn>> layouts(pg::Connection& server, const pg::Rows& rows, const CapturedColumns& captured) {
  std::vector<KeyColumn> columns;
  for (int row = 0; row < rows.size(); ++row) {
    KeyColumn column{rows.real(row, 0), alignment(rows.text(row, 1)), rows.flag(row, 2), rows.real(row, 3)};
    if (column.variable && !rows.null(row, 5))
      column.lengths = TRY(lengths_of(server, rows.text(row, 5), rows.text(row, 6), rows.text(row, 4)));
    // A change of its type takes a column's statistics away, and leaves its values about as long as they were.
    auto before = captured.find(static_cast<int>(rows.integer(row, 7)));
    if (rows.null(row, 5) && before != captured.end()) {
      column.null_fraction = before->second.null_fraction;
      if (column.variable) column.width = before->second.width + 0.5;
    }
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
    "s.starelid, s.staattnum, ";  // and the column's number in its table

// How many different keys several columns have together, where extended statistics know it.
struct Together {
  std::set<int> columns;  // their numbers
  double distinct = 0;
};

Result<std::vector<Together>> extended_statistics(pg::Connection& server, const Relation& index) {
  auto rows =
      TRY(server.query(fmt::format("SELECT d.stxdndistinct::text FROM pg_statistic_ext s JOIN pg_statistic_ext_data d "
                                   "ON d.stxoid = s.oid WHERE s.stxrelid = $1::oid AND d.stxdndistinct IS NOT NULL{}",
                                   server.server_version() >= 150000 ? " AND NOT d.stxdinherit" : ""),
                       {std::to_string(index.table_oid)}));
  auto numbers = [](std::string_view text) {
    std::set<int> result;
    for (auto& number : split(replace_all(std::string(text), ",", " "), ' '))
      if (!number.empty()) result.insert(std::atoi(number.c_str()));
    return result;
  };
  std::vector<Together> known;
  for (int row = 0; row < rows.size(); ++row) {
    auto counts = nlohmann::json::parse(rows.text(row, 0), nullptr, false);
    if (!counts.is_object()) continue;
    // Of more combinations than that, ANALYZE's sample of 30,000 rows sees most but once or never, and its guess is
    // low.
    constexpr double counted_well = 3000;
    for (auto& [columns, count] : counts.items())
      if (count.is_number() && count.get<double>() <= counted_well)
        known.push_back({numbers(columns), count.get<double>()});
  }
  // What covers most columns counts.
  std::ranges::stable_sort(known, std::greater<>(), [](auto& t) { return t.columns.size(); });
  return known;
}

// The values of the key columns; of an expression, those of the columns that it is made of.
Result<std::vector<KeyValues>> key_values(pg::Connection& server, const Relation& index, double rows) {
  auto columns = TRY(server.query(
      "SELECT k.number, coalesce(s.stadistinct, 0), coalesce(s.stanullfrac, 0), CASE WHEN s.stakind1 = 1 THEN "
      "array_to_string(s.stanumbers1, ' ') END "
      "FROM (SELECT DISTINCT d.refobjsubid AS number FROM pg_depend d WHERE d.classid = "
      "'pg_class'::regclass AND d.objid = $1::oid "
      "      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $2::oid AND d.refobjsubid > 0 "
      "      AND (NOT $3::bool OR d.refobjsubid = ANY (SELECT unnest(indkey) FROM pg_index WHERE "
      "indexrelid = $1::oid))) k "
      "LEFT JOIN pg_statistic s ON s.starelid = $2::oid AND s.staattnum = k.number AND NOT s.stainherit",
      {std::to_string(index.oid), std::to_string(index.table_oid), index.partial ? "t" : "f"}));
  std::map<int, KeyValues> by_column;
  for (int row = 0; row < columns.size(); ++row) {
    double distinct = columns.real(row, 1);
    // 0 is unknown: the planner assumes 200 (DEFAULT_NUM_DISTINCT), but a key that nobody looked at is more often
    // unique.
    KeyValues values{distinct > 0 ? distinct : distinct < 0 ? -distinct * rows : rows, columns.real(row, 2)};
    for (auto& share : split(columns.text(row, 3), ' '))
      if (!share.empty()) values.common.push_back(std::strtod(share.c_str(), nullptr));
    by_column.emplace(static_cast<int>(columns.integer(row, 0)), std::move(values));
  }
  std::vector<KeyValues> keys;
  if (by_column.size() > 1)
    for (auto& known : TRY(extended_statistics(server, index))) {
      if (!std::ranges::all_of(known.columns, [&](int column) { return by_column.contains(column); })) continue;
      std::vector<KeyValues> these;
      for (int column : known.columns) these.push_back(std::move(by_column.extract(column).mapped()));
      keys.push_back(together(these, known.distinct, rows));
    }
  for (auto& [column, values] : by_column) keys.push_back(std::move(values));
  // An expression whose columns are not known: more often unique than all the same.
  if (keys.empty()) keys.push_back({rows, 0});
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
  prediction.end_type = TRY(type_without_code(server, std::string(column.text(0, 1)), Uses::comparing));
  auto values = TRY(sampled(server, std::to_string(index.table_oid), column.text(0, 0)));
  if (prediction.end_type.empty() || !values) return {};
  auto rows =
      server.query(fmt::format("SELECT (array_agg(v ORDER BY v))[1]::text, (array_agg(v ORDER BY v DESC))[1]::text "
                               "FROM (SELECT unnest($1::{0}[]) UNION ALL SELECT unnest($2::{0}[])) x (v)",
                               prediction.end_type),
                   {values->common, values->histogram});
  if (!rows || rows->size() != 1 || rows->null(0, 0)) return {};
  prediction.ends = {std::string(rows->text(0, 0)), std::string(rows->text(0, 1))};
  return {};
}

}  // namespace

Result<std::int64_t> predict_heap(pg::Connection& server, const Relation& table, double rows,
                                  const CapturedColumns& captured) {
  auto columns = TRY(server.query(
      fmt::format("SELECT {} a.attnum FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
                  "LEFT JOIN pg_statistic s ON s.starelid = a.attrelid AND s.staattnum = a.attnum AND NOT s.stainherit "
                  "WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
                  width_sql),
      {std::to_string(table.oid)}));
  return heap_blocks({rows, TRY(layouts(server, columns, captured)), option(server, table, "fillfactor", 100)});
}

Result<IndexPrediction> predict_index(pg::Connection& server, const Relation& index, double rows, std::int64_t heap,
                                      const CapturedColumns& captured) {
  auto columns = TRY(server.query(
      fmt::format("SELECT {} coalesce(i.indkey[a.attnum - 1], 0) FROM pg_attribute a JOIN pg_type t ON t.oid = "
                  "a.atttypid JOIN pg_index i ON i.indexrelid "
                  "= a.attrelid "
                  "LEFT JOIN pg_statistic s ON NOT s.stainherit AND CASE WHEN coalesce(i.indkey[a.attnum - 1], 0) > 0 "
                  "THEN s.starelid = i.indrelid AND s.staattnum = i.indkey[a.attnum - 1] "
                  "ELSE s.starelid = a.attrelid AND s.staattnum = a.attnum END "
                  "WHERE a.attrelid = $1::oid ORDER BY a.attnum",
                  width_sql),
      {std::to_string(index.oid)}));
  auto layout = TRY(layouts(server, columns, captured));
  if (index.method == "brin") {
    auto ranges = static_cast<double>(heap) / option(server, index, "pages_per_range", 128);
    return IndexPrediction{{brin_blocks(ranges, layout), 0}, rows, {}, {}};
  }
  auto values = TRY(key_values(server, index, rows));
  bool deduplicates = TRY(can_deduplicate(server, index));
  BtreeFacts btree{rows, std::move(layout), std::move(values), deduplicates, option(server, index, "fillfactor", 90)};
  IndexPrediction prediction{btree_size(btree), rows, {}, {}};
  if (index.method == "btree" && !index.partial && rows >= 1) TRY(statistical_ends(server, index, prediction));
  return prediction;
}

Result<double> predicate_rows(pg::Connection& server, const pg::Cluster& cluster, const std::string& database,
                              const Relation& index) {
  auto text =
      TRY(server.query("SELECT format('%I.%I', n.nspname, c.relname), pg_get_expr(i.indpred, i.indrelid), r.rolname, "
                       "format('ALTER ROLE %I LOGIN', r.rolname) FROM pg_index i "
                       "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                       "JOIN pg_roles r ON r.oid = c.relowner WHERE i.indexrelid = $1::oid",
                       {std::to_string(index.oid)}));
  if (text.size() != 1) return 0;
  // The predicate may call a stranger's function, which planning would run: as the table's owner, never as superuser.
  TRY(server.execute(text.text(0, 3)));
  auto owner = TRY(
      pg::Connection::open(cluster.target(database, text.text(0, 2)), {.settings = {{"statement_timeout", "10s"}}}));
  auto plan = TRY(owner.scalar(
      fmt::format("EXPLAIN (FORMAT JSON) SELECT FROM ONLY {} WHERE {}", text.text(0, 0), text.text(0, 1))));
  auto parsed = nlohmann::json::parse(plan, nullptr, false);
  if (!parsed.is_array() || parsed.empty()) return 0;
  return parsed[0]["Plan"].value("Plan Rows", 0.0);
}

}  // namespace ante::twin
