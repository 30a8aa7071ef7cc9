// What the planner knows of each column. Two ways lead to it: pg_statistic itself, which few roles may read, and the
// view pg_stats, which shows each role the columns that it may SELECT.
#include "base/text.h"
#include "pg/record_reader.h"
#include "snapshot/reading.h"
#include "snapshot/statistics_sql.h"
#include "snapshot/visible_statistics.h"

namespace ante::snapshot {
namespace {

std::string columns_sql() {
  return relations_cte() + R"(
SELECT r.name AS relation, a.attnum AS number, CASE WHEN r.relkind IN ('i', 'I') THEN '' ELSE a.attname END AS "column",
       s.stainherit AS inherited, s.stanullfrac AS null_fraction, s.stadistinct AS "distinct", s.stawidth AS width
  FROM pg_statistic s JOIN relation r ON r.oid = s.starelid
  JOIN pg_attribute a ON a.attrelid = s.starelid AND a.attnum = s.staattnum AND NOT a.attisdropped
 ORDER BY r.name, a.attnum, s.stainherit)";
}

// The type of a slot's values follows from the slot's kind (pg_statistic.h) and the column's type: the type itself in 1
// and 2, its elements in 4 and 5 (lexemes are text), lengths in 6, ranges in 7. Of index expressions and of kinds that
// are not PostgreSQL's own, the array is asked, where its type can be sent at all.
std::string slots_sql() {
  return relations_cte() + fmt::format(R"(
SELECT r.name AS relation, a.attnum AS number, CASE WHEN r.relkind IN ('i', 'I') THEN '' ELSE a.attname END AS "column",
       s.stainherit AS inherited, k.slot, k.kind,
       CASE WHEN k.op <> 0 THEN k.op::regoperator::text END AS op,
       (SELECT format('%I.%I', n.nspname, c.collname) FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
         WHERE c.oid = k.coll) AS collation,
       k.numbers::text AS numbers, k.vals AS "values",
       CASE WHEN k.vals IS NULL THEN NULL
            WHEN (k.kind NOT BETWEEN 1 AND 7 OR r.relkind IN ('i', 'I')) AND t.typsend <> 0 THEN {}
            WHEN k.kind IN (4, 5) AND a.atttypid = 'tsvector'::regtype THEN 'text'
            WHEN k.kind IN (4, 5) THEN (SELECT format_type(coalesce(nullif(b.typelem, 0), t.typelem), NULL) FROM pg_type b WHERE b.oid = base.oid)
            WHEN k.kind = 6 THEN 'double precision'
            ELSE format_type(base.oid, NULL) END AS value_type
  FROM pg_statistic s JOIN relation r ON r.oid = s.starelid
  JOIN pg_attribute a ON a.attrelid = s.starelid AND a.attnum = s.staattnum AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  CROSS JOIN LATERAL (SELECT CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END AS oid) base
  CROSS JOIN LATERAL ({}) k
 ORDER BY r.name, a.attnum, s.stainherit, k.slot)",
                                       type_of_values_sql, slots_of("s"));
}

Result<void> read_all(Reading& reading) {
  auto columns = TRY(ask(reading, columns_sql(), "statistics", "column statistics"));
  auto slots = TRY(ask(reading, slots_sql(), "statistics", "column statistics"));
  if (columns) reading.snapshot.columns = TRY(pg::records<ColumnStatistics>(*columns));
  if (slots) reading.snapshot.slots = TRY(pg::records<StatisticsSlot>(*slots));
  return {};
}

}  // namespace

Result<void> read_statistics(Reading& reading) {
  return reading.access.statistics ? read_all(reading) : read_visible_statistics(reading);
}

}  // namespace ante::snapshot
