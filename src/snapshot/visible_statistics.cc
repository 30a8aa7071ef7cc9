// Statistics for a role that may not read pg_statistic: the views show each role what belongs to the columns that it
// may SELECT. They hold the same values; only operators, and for some kinds the whole slot, are missing.
#include "snapshot/visible_statistics.h"
#include "pg/record_reader.h"
#include "snapshot/reading.h"

namespace ante::snapshot {
namespace {

// The columns of pg_stats as slots, with the kinds of pg_statistic.h; they are numbered in the order of kinds.
std::string slots_of_view(std::string_view view, int version) {
  auto slots = fmt::format(R"(
    SELECT 1 AS kind, {0}.most_common_freqs::text AS numbers, {0}.most_common_vals::text AS vals WHERE {0}.most_common_vals IS NOT NULL
    UNION ALL SELECT 2, NULL, {0}.histogram_bounds::text WHERE {0}.histogram_bounds IS NOT NULL
    UNION ALL SELECT 3, ARRAY[{0}.correlation]::text, NULL WHERE {0}.correlation IS NOT NULL
    UNION ALL SELECT 4, {0}.most_common_elem_freqs::text, {0}.most_common_elems::text WHERE {0}.most_common_elems IS NOT NULL
    UNION ALL SELECT 5, {0}.elem_count_histogram::text, NULL WHERE {0}.elem_count_histogram IS NOT NULL)",
                           view);
  if (version >= 170000 && view == "s")
    slots += R"(
    UNION ALL SELECT 6, ARRAY[s.range_empty_frac]::text, s.range_length_histogram::text WHERE s.range_length_histogram IS NOT NULL
    UNION ALL SELECT 7, NULL, s.range_bounds_histogram::text WHERE s.range_bounds_histogram IS NOT NULL)";
  return slots;
}

constexpr const char* visible_columns = R"(
  FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename JOIN relation r ON r.oid = c.oid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname AND NOT a.attisdropped
)";

std::string visible_columns_sql() {
  return relations_cte() + R"(
SELECT r.name AS relation, a.attnum AS number, CASE WHEN r.relkind IN ('i', 'I') THEN '' ELSE a.attname END AS "column",
       s.inherited, s.null_frac AS null_fraction, s.n_distinct AS "distinct", s.avg_width AS width)" +
         visible_columns + " ORDER BY 1, 2, 4";
}

std::string slots_sql(int version) {
  return relations_cte() + R"(
SELECT r.name AS relation, a.attnum AS number, CASE WHEN r.relkind IN ('i', 'I') THEN '' ELSE a.attname END AS "column",
       s.inherited, row_number() OVER (PARTITION BY r.oid, a.attnum, s.inherited ORDER BY k.kind) AS slot, k.kind,
       NULL AS op, NULL AS collation, k.numbers, k.vals AS "values",
       CASE WHEN k.vals IS NULL THEN NULL
            WHEN k.kind = 4 AND t.oid = 'tsvector'::regtype THEN 'text'
            WHEN k.kind = 4 THEN format_type(coalesce(nullif(base.typelem, 0), t.oid), NULL)
            WHEN k.kind = 6 THEN 'double precision'
            ELSE format_type(base.oid, NULL) END AS value_type)" +
         visible_columns + R"(
  JOIN pg_type t ON t.oid = a.atttypid
  JOIN pg_type base ON base.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
  CROSS JOIN LATERAL ()" +
         slots_of_view("s", version) + ") k ORDER BY 1, 2, 4, 5";
}

// Tables that were analysed and whose statistics the views keep from this role.
std::string hidden_sql() {
  return relations_cte() + R"(
SELECT r.name, CASE WHEN r.relkind IN ('i', 'I') THEN 'index' WHEN r.relrowsecurity AND row_security_active(r.oid) THEN 'rows' ELSE 'select' END
  FROM relation r
 WHERE (r.relkind IN ('r', 'p', 'm', 'f')
        AND (NOT has_schema_privilege(r.relnamespace, 'USAGE') OR (r.relrowsecurity AND row_security_active(r.oid))
             OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
                          AND NOT has_column_privilege(r.oid, a.attnum, 'SELECT'))))
    OR (r.relkind IN ('i', 'I') AND NOT has_table_privilege(r.oid, 'SELECT')
        AND EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = r.oid AND i.indexprs IS NOT NULL))
 ORDER BY 1)";
}

constexpr const char* ranges_sql = R"(
SELECT r.name, a.attname FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid AND t.typtype IN ('r', 'm') WHERE r.relkind IN ('r', 'p', 'm') ORDER BY 1, 2)";

Result<void> name_hidden(Reading& reading) {
  auto hidden = TRY(ask(reading, hidden_sql(), "statistics", "which statistics are hidden"));
  for (int row = 0; hidden && row < hidden->size(); ++row) {
    auto name = hidden->text(row, 0), why = hidden->text(row, 1);
    if (why == "index")
      reading.blind("statistics",
                    fmt::format("statistics of {}: those of an expression are shown to its owner only", name),
                    "capture as the table's owner or as a superuser");
    else if (why == "rows")
      reading.blind("statistics", fmt::format("statistics of {}: it has row security", name),
                    fmt::format("capture as the owner of {}, or as a role with BYPASSRLS", name));
    else
      reading.blind("statistics", fmt::format("statistics of {}: no SELECT privilege on all of its columns", name),
                    fmt::format("GRANT SELECT ON {} TO {}", name, reading.access.user));
  }
  if (reading.access.version >= 170000) return {};
  auto ranges = TRY(ask(reading, relations_cte() + ranges_sql, "statistics", "columns of ranges"));
  for (int row = 0; ranges && row < ranges->size(); ++row)
    reading.blind("statistics",
                  fmt::format("the bounds of ranges in {}.{}: no view shows them before PostgreSQL 17",
                              ranges->text(row, 0), ranges->text(row, 1)),
                  "capture as a superuser");
  return {};
}

constexpr const char* extended_sql = R"(
SELECT format('%I.%I', s.statistics_schemaname, s.statistics_name) AS statistics, {} AS inherited,
       s.n_distinct::bytea::text AS ndistinct, s.dependencies::bytea::text AS dependencies, NULL AS mcv, s.most_common_vals IS NOT NULL AS has_mcv
  FROM pg_stats_ext s WHERE s.statistics_schemaname !~ '^pg_' ORDER BY 1, 2)";

constexpr const char* hidden_extended_sql = R"(
SELECT format('%I.%I', n.nspname, x.stxname) FROM pg_statistic_ext x JOIN pg_namespace n ON n.oid = x.stxnamespace
 WHERE n.nspname !~ '^pg_'
   AND NOT EXISTS (SELECT FROM pg_stats_ext s WHERE s.statistics_schemaname = n.nspname AND s.statistics_name = x.stxname) ORDER BY 1)";

std::string expressions_sql(std::string_view columns, std::string_view more, int version) {
  return fmt::format(R"(
SELECT format('%I.%I', s.statistics_schemaname, s.statistics_name) AS relation, e.number, '' AS "column", {} AS inherited, {}
  FROM pg_stats_ext_exprs s JOIN pg_namespace n ON n.nspname = s.statistics_schemaname
  JOIN pg_statistic_ext x ON x.stxnamespace = n.oid AND x.stxname = s.statistics_name
  CROSS JOIN LATERAL unnest(pg_get_statisticsobjdef_expressions(x.oid)) WITH ORDINALITY AS e(expression, number) {}
 WHERE e.expression = s.expr AND s.null_frac IS NOT NULL AND s.statistics_schemaname !~ '^pg_' ORDER BY 1, 2, 4, 5)",
                     version >= 150000 ? "s.inherited" : "false", columns, more);
}

}  // namespace

Result<void> read_visible_statistics(Reading& reading) {
  auto columns = TRY(ask(reading, visible_columns_sql(), "statistics", "column statistics"));
  auto slots = TRY(ask(reading, slots_sql(reading.access.version), "statistics", "column statistics"));
  if (columns) reading.snapshot.columns = TRY(pg::records<ColumnStatistics>(*columns));
  if (slots) reading.snapshot.slots = TRY(pg::records<StatisticsSlot>(*slots));
  return name_hidden(reading);
}

Result<void> read_visible_extended_statistics(Reading& reading) {
  int version = reading.access.version;
  auto data = TRY(ask(reading, fmt::format(extended_sql, version >= 150000 ? "s.inherited" : "false"),
                      "extended statistics", "extended statistics"));
  if (data) reading.snapshot.extended = TRY(pg::records<ExtendedStatisticsData>(*data));
  for (int row = 0; data && row < data->size(); ++row)
    if (data->flag(row, 5))
      reading.blind("extended statistics",
                    fmt::format("the most common values of {}: no view shows them whole", data->text(row, 0)),
                    "capture as a superuser");
  auto hidden = TRY(ask(reading, hidden_extended_sql, "extended statistics", "extended statistics"));
  for (int row = 0; hidden && row < hidden->size(); ++row)
    reading.blind("extended statistics",
                  fmt::format("extended statistics {}: hidden, or not analysed yet", hidden->text(row, 0)),
                  "capture as a role that has the rights of the table's owner");
  if (version < 140000) return {};
  auto columns = TRY(ask(
      reading,
      expressions_sql("s.null_frac AS null_fraction, s.n_distinct AS \"distinct\", s.avg_width AS width", "", version),
      "extended statistics", "statistics of expressions"));
  if (columns)
    for (auto& one : TRY(pg::records<ColumnStatistics>(*columns))) reading.snapshot.columns.push_back(std::move(one));
  // What type an expression has, no view tells.
  if (columns && columns->size() > 0)
    reading.blind("extended statistics",
                  fmt::format("the values of expressions, those of {} among them: their types are not shown",
                              columns->text(0, 0)),
                  "capture as a superuser");
  return {};
}

}  // namespace ante::snapshot
