// What is known of a production database at one moment: its catalog, statistics, sizes, settings, figures and traffic,
// and what could not be seen. Never a row of a table. docs/snapshot-format.md describes the file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/model.h"

namespace ante::snapshot {

using catalog::Names;
using catalog::Oid;
using catalog::Text;

struct Source {
  std::string captured_at;  // 2026-11-21T06:15:00Z
  std::string captured_by;  // ante's version
  std::string database, user, server_version;
  int version = 0;                // 150004
  std::string system_identifier;  // "" where it could not be seen
  std::string level;              // activity, select, superuser: what the role could see
  bool standby = false;
  bool is_private = false;      // values replaced (--private)
  double interval_seconds = 0;  // rates and times were observed over this long; 0: totals only
  static constexpr auto fields() {
    return std::tuple{Field{"captured_at", &Source::captured_at},
                      Field{"captured_by", &Source::captured_by},
                      Field{"database", &Source::database},
                      Field{"user", &Source::user},
                      Field{"server_version", &Source::server_version},
                      Field{"version", &Source::version},
                      Field{"system_identifier", &Source::system_identifier},
                      Field{"level", &Source::level},
                      Field{"standby", &Source::standby},
                      Field{"is_private", &Source::is_private},
                      Field{"interval_seconds", &Source::interval_seconds}};
  }
};

// The file and pg_class of a table, partition, materialized view or index.
struct RelationSize {
  std::string relation;
  std::int64_t blocks = 0;       // of the main fork, now
  std::int64_t pages = 0;        // relpages, at the last VACUUM or ANALYZE
  double tuples = -1;            // reltuples
  std::int64_t all_visible = 0;  // relallvisible
  std::int64_t total_bytes = 0;  // with TOAST, maps and (of a table) indexes
  static constexpr auto fields() {
    return std::tuple{Field{"relation", &RelationSize::relation},
                      Field{"blocks", &RelationSize::blocks},
                      Field{"pages", &RelationSize::pages},
                      Field{"tuples", &RelationSize::tuples},
                      Field{"all_visible", &RelationSize::all_visible},
                      Field{"total_bytes", &RelationSize::total_bytes}};
  }
};

// What the planner reads of an index besides its size.
struct IndexShape {
  std::string index;
  int height = -1;          // of a B-tree; -1: unknown
  std::string height_from;  // planner, metapage, size
  Text low, high;           // the ends of its first column, as text; of B-trees that are not partial
  Text end_type;            // their type
  Text metapage;            // GIN and BRIN: the first page's counters, as hex
  static constexpr auto fields() {
    return std::tuple{Field{"index", &IndexShape::index},
                      Field{"height", &IndexShape::height},
                      Field{"height_from", &IndexShape::height_from},
                      Field{"low", &IndexShape::low},
                      Field{"high", &IndexShape::high},
                      Field{"end_type", &IndexShape::end_type},
                      Field{"metapage", &IndexShape::metapage}};
  }
};

// A row of pg_statistic without its slots.
struct ColumnStatistics {
  std::string relation;  // a table, or an index for its expressions
  int number = 0;        // attribute number at the source
  std::string column;    // its name: "" of an index
  bool inherited = false;
  double null_fraction = 0, distinct = 0;
  int width = 0;
  static constexpr auto fields() {
    return std::tuple{Field{"relation", &ColumnStatistics::relation},
                      Field{"number", &ColumnStatistics::number},
                      Field{"column", &ColumnStatistics::column},
                      Field{"inherited", &ColumnStatistics::inherited},
                      Field{"null_fraction", &ColumnStatistics::null_fraction},
                      Field{"distinct", &ColumnStatistics::distinct},
                      Field{"width", &ColumnStatistics::width}};
  }
};

// One of the slots of a row of pg_statistic (1 to 5): most common values, histogram, correlation, …
struct StatisticsSlot {
  std::string relation;
  int number = 0;
  std::string column;
  bool inherited = false;
  int slot = 0;    // 1 to 5
  int kind = 0;    // pg_statistic.h: 1 MCV, 2 histogram, 3 correlation, 4 MCELEM, 5 DECHIST, 6 range length, 7 bounds
  Text op;         // as regoperator; NULL: the type's own, to be found where it is restored
  Text collation;  // as a qualified name
  Text numbers, values;  // array literals
  Text value_type;       // the element type of values, as a qualified name
  static constexpr auto fields() {
    return std::tuple{Field{"relation", &StatisticsSlot::relation},
                      Field{"number", &StatisticsSlot::number},
                      Field{"column", &StatisticsSlot::column},
                      Field{"inherited", &StatisticsSlot::inherited},
                      Field{"slot", &StatisticsSlot::slot},
                      Field{"kind", &StatisticsSlot::kind},
                      Field{"op", &StatisticsSlot::op},
                      Field{"collation", &StatisticsSlot::collation},
                      Field{"numbers", &StatisticsSlot::numbers},
                      Field{"values", &StatisticsSlot::values},
                      Field{"value_type", &StatisticsSlot::value_type}};
  }
};

// pg_statistic_ext_data. The three bytea values are the internal form as hex ("\x…"), which needs the source's
// attribute numbers; expressions' statistics follow as ColumnStatistics of relation "<statistics name>", numbered
// from 1.
struct ExtendedStatisticsData {
  std::string statistics;  // qualified name of the statistics object
  bool inherited = false;
  Text ndistinct, dependencies, mcv;
  static constexpr auto fields() {
    return std::tuple{
        Field{"statistics", &ExtendedStatisticsData::statistics},
        Field{"inherited", &ExtendedStatisticsData::inherited}, Field{"ndistinct", &ExtendedStatisticsData::ndistinct},
        Field{"dependencies", &ExtendedStatisticsData::dependencies}, Field{"mcv", &ExtendedStatisticsData::mcv}};
  }
};

struct Setting {
  std::string name, value, unit;
  Text role, database;  // of ALTER ROLE / ALTER DATABASE … SET; both NULL: the server's
  static constexpr auto fields() {
    return std::tuple{Field{"name", &Setting::name}, Field{"value", &Setting::value}, Field{"unit", &Setting::unit},
                      Field{"role", &Setting::role}, Field{"database", &Setting::database}};
  }
};

struct SequencePosition {
  std::string sequence;
  std::optional<std::string> last_value;  // NULL: never used, or not to be seen
  static constexpr auto fields() {
    return std::tuple{Field{"sequence", &SequencePosition::sequence},
                      Field{"last_value", &SequencePosition::last_value}};
  }
};

// A query shape: a statement with its constants taken out.
struct Shape {
  std::string fingerprint;  // of the text; the same on every server
  std::string text;         // $1, $2 … for constants; no literal, no comment
  std::string user;
  std::string origin;  // pg_stat_statements, log, file
  double calls = 0, total_ms = 0, min_ms = 0, max_ms = 0, stddev_ms = 0, plan_ms = 0, rows = 0;
  double blocks_hit = 0, blocks_read = 0, blocks_dirtied = 0, temp_blocks = 0, wal_bytes = 0;
  double calls_per_second = 0, ms_per_call = 0;  // over the observed interval; totals where there was none
  static constexpr auto fields() {
    return std::tuple{Field{"fingerprint", &Shape::fingerprint},
                      Field{"text", &Shape::text},
                      Field{"user", &Shape::user},
                      Field{"origin", &Shape::origin},
                      Field{"calls", &Shape::calls},
                      Field{"total_ms", &Shape::total_ms},
                      Field{"min_ms", &Shape::min_ms},
                      Field{"max_ms", &Shape::max_ms},
                      Field{"stddev_ms", &Shape::stddev_ms},
                      Field{"plan_ms", &Shape::plan_ms},
                      Field{"rows", &Shape::rows},
                      Field{"blocks_hit", &Shape::blocks_hit},
                      Field{"blocks_read", &Shape::blocks_read},
                      Field{"blocks_dirtied", &Shape::blocks_dirtied},
                      Field{"temp_blocks", &Shape::temp_blocks},
                      Field{"wal_bytes", &Shape::wal_bytes},
                      Field{"calls_per_second", &Shape::calls_per_second},
                      Field{"ms_per_call", &Shape::ms_per_call}};
  }
};

// A figure of the server that stands for itself: ages, activity counters, replication, slots, longest transactions.
// subject names what it is about ("table public.submission", "slot wal_archive"); totals since the last reset.
struct Figure {
  std::string subject, name;
  double value = 0;
  Text text;  // where it is not a number
  static constexpr auto fields() {
    return std::tuple{Field{"subject", &Figure::subject}, Field{"name", &Figure::name}, Field{"value", &Figure::value},
                      Field{"text", &Figure::text}};
  }
};

// A version in the ledger that a migration tool keeps in the database.
struct LedgerEntry {
  std::string tool, table, version;
  Text detail;  // "dirty", "failed" …
  static constexpr auto fields() {
    return std::tuple{Field{"tool", &LedgerEntry::tool}, Field{"table", &LedgerEntry::table},
                      Field{"version", &LedgerEntry::version}, Field{"detail", &LedgerEntry::detail}};
  }
};

// Something that could not be seen, and what it would take. An answer that needs it is never "fine".
struct BlindSpot {
  std::string about;   // statistics, extended statistics, heights, ends, workload, settings, objects, …
  std::string what;    // "statistics of public.payroll: no SELECT privilege"
  std::string remedy;  // a GRANT, an extension to install
  static constexpr auto fields() {
    return std::tuple{Field{"about", &BlindSpot::about}, Field{"what", &BlindSpot::what},
                      Field{"remedy", &BlindSpot::remedy}};
  }
};

struct Snapshot {
  Source source;
  catalog::Catalog catalog;
  std::vector<RelationSize> sizes;
  std::vector<IndexShape> indexes;
  std::vector<ColumnStatistics> columns;
  std::vector<StatisticsSlot> slots;
  std::vector<ExtendedStatisticsData> extended;
  std::vector<Setting> settings;
  std::vector<SequencePosition> sequences;
  std::vector<Shape> workload;
  std::vector<Figure> figures;
  std::vector<LedgerEntry> ledger;
  std::vector<BlindSpot> blind_spots;
};

template <class AnySnapshot, class Visit>
void for_each_part(AnySnapshot& s, Visit&& f) {
  f("size", s.sizes), f("index_shape", s.indexes), f("column_statistics", s.columns), f("statistics_slot", s.slots),
      f("extended_statistics", s.extended), f("setting", s.settings), f("sequence_position", s.sequences),
      f("workload", s.workload), f("figure", s.figures), f("ledger", s.ledger), f("blind_spot", s.blind_spots);
}

}  // namespace ante::snapshot
