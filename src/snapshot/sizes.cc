// Sizes: what pg_class says, and what the files have now. The planner scales the first to the second.
#include "pg/record_reader.h"
#include "snapshot/reading.h"

namespace ante::snapshot {
namespace {

// A table under ACCESS EXCLUSIVE lock, itself, an index or its TOAST, would keep pg_relation_size waiting: its size is
// taken from pg_class.
std::string sizes_sql() {
  return relations_cte() + R"(
, exclusive AS MATERIALIZED (
  SELECT DISTINCT l.relation AS oid FROM pg_locks l
   WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
, locked AS MATERIALIZED (
  SELECT oid FROM exclusive
  UNION SELECT i.indrelid FROM pg_index i JOIN exclusive e ON e.oid = i.indexrelid
  UNION SELECT c.oid FROM pg_class c JOIN exclusive e ON e.oid = c.reltoastrelid)
SELECT r.name AS relation,
       CASE WHEN locked.oid IS NOT NULL THEN r.relpages
            WHEN r.relkind IN ('r', 'm', 'i') THEN coalesce(pg_relation_size(r.oid, 'main') / current_setting('block_size')::bigint, 0)
            ELSE 0 END AS blocks,
       r.relpages AS pages, r.reltuples AS tuples, r.relallvisible AS all_visible,
       CASE WHEN locked.oid IS NOT NULL OR r.relkind NOT IN ('r', 'm', 'i') THEN 0
            ELSE coalesce(pg_total_relation_size(r.oid), 0) END AS total_bytes,
       locked.oid IS NOT NULL AS locked
  FROM relation r LEFT JOIN locked ON locked.oid = r.oid
 ORDER BY r.name)";
}

}  // namespace

Result<void> read_sizes(Reading& reading) {
  auto rows = TRY(ask(reading, sizes_sql(), "sizes", "sizes of tables and indexes", "run the capture again"));
  if (!rows) return {};
  reading.snapshot.sizes = TRY(pg::records<RelationSize>(*rows));
  for (int row = 0; row < rows->size(); ++row)
    if (rows->flag(row, 6))
      reading.blind("sizes",
                    fmt::format("size of {}: it is locked; its size at the last ANALYZE was taken", rows->text(row, 0)),
                    "capture again when the lock is gone");
  if (!reading.access.blocks_of_8k)
    reading.blind("sizes", "the server has blocks of another size than 8 kB",
                  "a ghost needs a server built with 8 kB blocks");
  return {};
}

}  // namespace ante::snapshot
