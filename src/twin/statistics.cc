#include "twin/statistics.h"

#include <fmt/format.h>

namespace ante::twin {
namespace {

using pg::Value;
using snapshot::Snapshot;

Value number(double value) { return fmt::format("{}", value); }

// The relations of the database by name, once, so that every join below is a hash join.
constexpr const char* relations_sql = R"(
CREATE TEMP TABLE ante_relation ON COMMIT DROP AS
  SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_temp';
CREATE INDEX ON ante_relation (name);
ANALYZE ante_relation)";

Result<void> mark_indexes(pg::Connection& server, const Snapshot& snapshot) {
  for (auto& index : snapshot.catalog.indexes)
    if (!index.valid || !index.ready)
      TRY(server.query(
          "UPDATE pg_index SET indisvalid = $2::bool, indisready = $3::bool WHERE indexrelid = to_regclass($1)",
          {index.name, index.valid ? "t" : "f", index.ready ? "t" : "f"}));
  return {};
}

Result<void> restore_sizes(pg::Connection& server, const Snapshot& snapshot) {
  TRY(server.execute(
      "CREATE TEMP TABLE ante_size (relation text, pages int, tuples float4, all_visible int) ON COMMIT DROP"));
  std::size_t i = 0;
  TRY(server.copy_in("COPY ante_size FROM STDIN", [&](std::vector<Value>& row) {
    if (i == snapshot.sizes.size()) return false;
    auto& size = snapshot.sizes[i++];
    row = {size.relation, std::to_string(size.pages), number(size.tuples), std::to_string(size.all_visible)};
    return true;
  }));
  TRY(
      server.execute("UPDATE pg_class c SET relpages = s.pages, reltuples = s.tuples, relallvisible = s.all_visible "
                     "FROM ante_size s JOIN ante_relation r ON r.name = s.relation WHERE c.oid = r.oid"));
  TRY(server.execute("UPDATE pg_class SET relispopulated = true WHERE relkind = 'm'"));
  return mark_indexes(server, snapshot);
}

Result<void> copy_columns(pg::Connection& server, const Snapshot& snapshot) {
  TRY(
      server.execute("CREATE TEMP TABLE ante_column (relation text, number int2, col text, inherited bool, "
                     "null_fraction float4, distinct_values float4, width int4) ON COMMIT DROP"));
  std::size_t i = 0;
  TRY(server.copy_in("COPY ante_column FROM STDIN", [&](std::vector<Value>& row) {
    if (i == snapshot.columns.size()) return false;
    auto& c = snapshot.columns[i++];
    row = {c.relation,         std::to_string(c.number), c.column, c.inherited ? "t" : "f", number(c.null_fraction),
           number(c.distinct), std::to_string(c.width)};
    return true;
  }));
  return {};
}

Result<void> copy_slots(pg::Connection& server, const Snapshot& snapshot) {
  TRY(
      server.execute("CREATE TEMP TABLE ante_slot (relation text, number int2, inherited bool, slot int, kind int2, "
                     "op text, coll text, numbers text, vals text, value_type text) ON COMMIT DROP"));
  std::size_t i = 0;
  TRY(server.copy_in("COPY ante_slot FROM STDIN", [&](std::vector<Value>& row) {
    if (i == snapshot.slots.size()) return false;
    auto& s = snapshot.slots[i++];
    row = {s.relation,
           std::to_string(s.number),
           s.inherited ? "t" : "f",
           std::to_string(s.slot),
           std::to_string(s.kind),
           s.op,
           s.collation,
           s.numbers,
           s.values,
           s.value_type};
    return true;
  }));
  return {};
}

// The names in the slots become OIDs once per distinct name. Where an operator was not seen (pg_stats does not show
// it), it is the one that ANALYZE takes: of the default B-tree operator class of the values' type, = for most common
// values and elements, < for histograms and correlation.
constexpr const char* resolve_sql = R"(
CREATE TEMP TABLE ante_type ON COMMIT DROP AS
  SELECT value_type, to_regtype(value_type)::oid AS oid
  FROM (SELECT DISTINCT value_type FROM ante_slot WHERE value_type IS NOT NULL) t;
ANALYZE ante_type;
CREATE TEMP TABLE ante_default_operator ON COMMIT DROP AS
  SELECT t.value_type, o.amopstrategy AS strategy, o.amopopr AS oid
  FROM ante_type t JOIN pg_type y ON y.oid = t.oid
  CROSS JOIN LATERAL (
    SELECT c.opcfamily, c.opcintype FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod AND a.amname = 'btree'
    WHERE c.opcdefault AND (c.opcintype IN (y.oid, nullif(y.typbasetype, 0))
       OR c.opcintype = CASE WHEN y.typtype = 'e' THEN 'anyenum'::regtype WHEN y.typtype = 'r' THEN 'anyrange'::regtype
                             WHEN y.typtype = 'c' THEN 'record'::regtype
                             WHEN y.typelem <> 0 AND y.typlen = -1 THEN 'anyarray'::regtype END
       OR (y.oid, c.opcintype) IN (SELECT castsource, casttarget FROM pg_cast WHERE castmethod = 'b'))
    ORDER BY c.opcintype = y.oid DESC LIMIT 1) c
  JOIN pg_amop o ON o.amopfamily = c.opcfamily AND o.amoplefttype = c.opcintype AND o.amoprighttype = c.opcintype
  WHERE o.amopstrategy IN (1, 3);
CREATE TEMP TABLE ante_operator ON COMMIT DROP AS
  SELECT op, to_regoperator(op)::oid AS oid FROM (SELECT DISTINCT op FROM ante_slot WHERE op IS NOT NULL) o;
CREATE TEMP TABLE ante_collation ON COMMIT DROP AS
  SELECT s.coll, k.oid FROM (SELECT DISTINCT coll FROM ante_slot WHERE coll IS NOT NULL) s
  JOIN (SELECT c.oid, format('%I.%I', n.nspname, c.collname) AS name
          FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
         WHERE c.collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))) k
    ON k.name = s.coll OR k.name = 'pg_catalog.' || s.coll;
ANALYZE ante_slot, ante_default_operator, ante_operator, ante_collation;
CREATE TEMP TABLE ante_full ON COMMIT DROP AS
  SELECT s.relation, s.number, s.inherited, s.slot, s.kind,
         coalesce(CASE WHEN s.op IS NOT NULL THEN p.oid
                       WHEN s.kind = 6 THEN to_regoperator('<(float8,float8)')::oid
                       WHEN s.kind <> 7 THEN d.oid END, 0) AS op,
         coalesce(k.oid, 0) AS coll, s.op IS NULL AND s.coll IS NULL AS column_collation,
         s.numbers::float4[] AS numbers, s.vals, t.oid AS value_type
  FROM ante_slot s
  LEFT JOIN ante_type t USING (value_type)
  LEFT JOIN ante_operator p ON p.op = s.op
  LEFT JOIN ante_collation k ON k.coll = s.coll
  LEFT JOIN ante_default_operator d ON d.value_type = s.value_type AND d.strategy = CASE WHEN s.kind IN (1, 4, 5) THEN 3 ELSE 1 END;
CREATE INDEX ON ante_full (relation, number);
ANALYZE ante_column, ante_full)";

// The columns of a row of pg_statistic that come from its five slots, in pg_statistic's own order.
std::string slot_columns(std::string_view collation_of_column) {
  std::string kinds, operators, collations, numbers, values;
  for (int i = 1; i <= 5; ++i) {
    kinds += fmt::format(", coalesce(s{}.kind, 0::int2)", i);
    operators += fmt::format(", coalesce(s{}.op, 0)::oid", i);
    collations += fmt::format(", CASE WHEN s{0}.column_collation THEN {1} ELSE coalesce(s{0}.coll, 0) END::oid", i,
                              collation_of_column);
    numbers += fmt::format(", s{}.numbers", i);
    values += fmt::format(", array_in(s{0}.vals::cstring, s{0}.value_type, -1)", i);
  }
  return kinds + operators + collations + numbers + values;
}

std::string slot_joins() {
  std::string joins;
  for (int i = 1; i <= 5; ++i)
    joins += fmt::format(
        " LEFT JOIN ante_full s{0} ON s{0}.relation = c.relation AND s{0}.number = c.number"
        " AND s{0}.inherited = c.inherited AND s{0}.slot = {0}",
        i);
  return joins;
}

std::string insert_columns(std::string_view filter) {
  return fmt::format(
      "INSERT INTO pg_statistic SELECT r.oid, a.attnum, c.inherited, c.null_fraction, c.width, c.distinct_values{} "
      "FROM ante_column c JOIN ante_relation r ON r.name = c.relation AND (r.relkind IN ('i', 'I')) = (c.col = '') "
      "JOIN pg_attribute a ON a.attrelid = r.oid AND NOT a.attisdropped AND a.attnum > 0 "
      "AND CASE WHEN c.col = '' THEN a.attnum = c.number ELSE a.attname = c.col END{} WHERE {}",
      slot_columns("a.attcollation"), slot_joins(), filter);
}

// The internal values of extended statistics go in through a cast that only this server has, and only now. Statistics
// of expressions are an array of rows of pg_statistic, in the order of the expressions.
std::string set_extended(int major, std::string_view filter) {
  std::string expressions = fmt::format(
      "(SELECT array_agg(CASE WHEN c.relation IS NULL THEN NULL ELSE ROW(0, 0, false, c.null_fraction, c.width, "
      "c.distinct_values{})::pg_statistic END ORDER BY g) FROM generate_series(1, "
      "(SELECT max(number) FROM ante_column m WHERE m.relation = e.statistics AND m.col = '' AND m.inherited = "
      "e.inherited)) g "
      "LEFT JOIN ante_column c ON c.relation = e.statistics AND c.number = g AND c.col = '' AND c.inherited = "
      "e.inherited{})",
      slot_columns("0"), slot_joins());
  const std::string source =
      "ante_extended e JOIN (SELECT s.oid, format('%I.%I', n.nspname, s.stxname) AS name FROM pg_statistic_ext s "
      "JOIN pg_namespace n ON n.oid = s.stxnamespace) x ON x.name = e.statistics";
  // Before 15 CREATE STATISTICS makes the row, which the planner insists upon; since then ANALYZE does.
  if (major < 15)
    return fmt::format(
        "UPDATE pg_statistic_ext_data d SET stxdndistinct = e.ndistinct::bytea::pg_ndistinct, "
        "stxddependencies = e.dependencies::bytea::pg_dependencies, stxdmcv = e.mcv::bytea::pg_mcv_list{} "
        "FROM {} WHERE d.stxoid = x.oid AND ({})",
        major >= 14 ? ", stxdexpr = " + expressions : "", source, filter);
  return fmt::format(
      "INSERT INTO pg_statistic_ext_data SELECT x.oid, e.inherited, e.ndistinct::bytea::pg_ndistinct, "
      "e.dependencies::bytea::pg_dependencies, e.mcv::bytea::pg_mcv_list, {} FROM {} WHERE {}",
      expressions, source, filter);
}

Result<void> copy_extended(pg::Connection& server, const Snapshot& snapshot) {
  TRY(
      server.execute("CREATE TEMP TABLE ante_extended (statistics text, inherited bool, ndistinct text, "
                     "dependencies text, mcv text) ON COMMIT DROP"));
  std::size_t i = 0;
  return server.copy_in("COPY ante_extended FROM STDIN", [&](std::vector<Value>& row) {
    if (i == snapshot.extended.size()) return false;
    auto& e = snapshot.extended[i++];
    row = {e.statistics, e.inherited ? "t" : "f", e.ndistinct, e.dependencies, e.mcv};
    return true;
  });
}

// All rows in one statement; where one of them cannot be restored here (a type of an extension that is not installed),
// one by one, and the ones that fail are named.
Result<void> insert_all(pg::Connection& server, const std::string& all, const std::string& one, std::string_view keys,
                        std::string_view source, std::vector<NotRestored>& not_restored) {
  TRY(server.execute("SAVEPOINT all_rows"));
  auto done = server.execute(all);
  if (done) return {};
  if (done.error().sqlstate.empty()) return std::unexpected(done.error());
  TRY(server.execute("ROLLBACK TO SAVEPOINT all_rows"));
  TRY(server.execute(
      "CREATE TEMP TABLE IF NOT EXISTS ante_failed (what text, why text) ON COMMIT DROP; TRUNCATE ante_failed"));
  TRY(server.execute(fmt::format(
      "DO $body$ DECLARE k record; BEGIN FOR k IN SELECT {} FROM {} LOOP BEGIN {}; EXCEPTION WHEN OTHERS THEN "
      "INSERT INTO ante_failed VALUES (k.what, SQLERRM); END; END LOOP; END $body$",
      keys, source, one)));
  auto failed = TRY(server.query("SELECT what, why FROM ante_failed"));
  for (int row = 0; row < failed.size(); ++row)
    not_restored.push_back({fmt::format("statistics of {}: {}", failed.text(row, 0), failed.text(row, 1))});
  return {};
}

}  // namespace

Result<std::vector<NotRestored>> restore_statistics(pg::Connection& server, const Snapshot& snapshot) {
  std::vector<NotRestored> not_restored;
  TRY(
      server.execute("CREATE CAST (bytea AS pg_ndistinct) WITHOUT FUNCTION; CREATE CAST (bytea AS pg_dependencies) "
                     "WITHOUT FUNCTION; CREATE CAST (bytea AS pg_mcv_list) WITHOUT FUNCTION"));
  TRY(server.execute("BEGIN; SET LOCAL search_path = pg_catalog; SET LOCAL client_min_messages = error"));
  TRY(server.execute(relations_sql));
  TRY(copy_columns(server, snapshot));
  TRY(copy_slots(server, snapshot));
  TRY(copy_extended(server, snapshot));
  TRY(server.execute(resolve_sql));
  TRY(insert_all(server, insert_columns("true"),
                 insert_columns("c.relation = k.relation AND c.number = k.number AND c.inherited = k.inherited"),
                 "relation, number, inherited, relation || coalesce('.' || nullif(col, ''), '') AS what", "ante_column",
                 not_restored));
  int major = server.server_major();
  TRY(insert_all(server, set_extended(major, "true"),
                 set_extended(major, "e.statistics = k.statistics AND e.inherited = k.inherited"),
                 "statistics, inherited, statistics AS what", "ante_extended", not_restored));
  TRY(restore_sizes(server, snapshot));
  TRY(server.execute("COMMIT"));
  TRY(server.execute(
      "DROP CAST (bytea AS pg_ndistinct); DROP CAST (bytea AS pg_dependencies); DROP CAST (bytea AS pg_mcv_list)"));
  return not_restored;
}

}  // namespace ante::twin
