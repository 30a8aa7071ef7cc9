// Extended statistics: what CREATE STATISTICS objects know, and the statistics of their expressions.
#include "pg/record_reader.h"
#include "snapshot/reading.h"
#include "snapshot/statistics_sql.h"
#include "snapshot/visible_statistics.h"

namespace ante::snapshot {
namespace {

constexpr const char* objects_cte = R"(
WITH object AS MATERIALIZED (
  SELECT s.oid, format('%I.%I', n.nspname, s.stxname) AS name
    FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
)";

std::string inherited(int version) { return version >= 150000 ? "d.stxdinherit" : "false"; }

std::string data_sql(int version) {
  return objects_cte + fmt::format(R"(
SELECT o.name AS statistics, {} AS inherited, d.stxdndistinct::bytea::text AS ndistinct,
       d.stxddependencies::bytea::text AS dependencies, d.stxdmcv::bytea::text AS mcv
  FROM pg_statistic_ext_data d JOIN object o ON o.oid = d.stxoid ORDER BY 1, 2)",
                                   inherited(version));
}

std::string expressions_sql(int version, std::string_view columns, std::string_view more) {
  return objects_cte + fmt::format(R"(
SELECT o.name AS relation, e.number, '' AS "column", {} AS inherited, {}
  FROM pg_statistic_ext_data d JOIN object o ON o.oid = d.stxoid
  CROSS JOIN LATERAL unnest(d.stxdexpr) WITH ORDINALITY AS e(starelid, staattnum, stainherit, stanullfrac, stawidth,
    stadistinct, stakind1, stakind2, stakind3, stakind4, stakind5, staop1, staop2, staop3, staop4, staop5,
    stacoll1, stacoll2, stacoll3, stacoll4, stacoll5, stanumbers1, stanumbers2, stanumbers3, stanumbers4, stanumbers5,
    stavalues1, stavalues2, stavalues3, stavalues4, stavalues5, number) {}
 WHERE e.stanullfrac IS NOT NULL
 ORDER BY o.name, e.number, 4)",
                                   inherited(version), columns, more);
}

Result<void> read_expressions(Reading& reading) {
  int version = reading.access.version;
  if (version < 140000) return {};
  auto columns =
      TRY(ask(reading,
              expressions_sql(version,
                              "e.stanullfrac AS null_fraction, e.stadistinct AS \"distinct\", e.stawidth AS width", ""),
              "extended statistics", "statistics of expressions"));
  auto slots =
      TRY(ask(reading,
              expressions_sql(version,
                              fmt::format(R"(k.slot, k.kind, CASE WHEN k.op <> 0 THEN k.op::regoperator::text END AS op,
       (SELECT format('%I.%I', n.nspname, c.collname) FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
         WHERE c.oid = k.coll) AS collation, k.numbers::text AS numbers, k.vals AS "values",
       CASE WHEN k.vals IS NOT NULL THEN {} END AS value_type)",
                                          type_of_values_sql),
                              "CROSS JOIN LATERAL (" + slots_of("e") + ") k"),
              "extended statistics", "statistics of expressions"));
  if (!columns || !slots) return {};
  for (auto& one : TRY(pg::records<ColumnStatistics>(*columns))) reading.snapshot.columns.push_back(std::move(one));
  for (auto& one : TRY(pg::records<StatisticsSlot>(*slots))) reading.snapshot.slots.push_back(std::move(one));
  return {};
}

}  // namespace

Result<void> read_extended_statistics(Reading& reading) {
  if (!reading.access.extended_statistics) return read_visible_extended_statistics(reading);
  auto data = TRY(ask(reading, data_sql(reading.access.version), "extended statistics", "extended statistics"));
  if (!data) return {};
  reading.snapshot.extended = TRY(pg::records<ExtendedStatisticsData>(*data));
  return read_expressions(reading);
}

}  // namespace ante::snapshot
