// Where sequences stand. pg_sequences shows a position to whoever may use or read the sequence.
#include "pg/record_reader.h"
#include "snapshot/reading.h"

namespace ante::snapshot {

Result<void> read_sequences(Reading& reading) {
  auto rows = TRY(ask(reading, R"(
SELECT format('%I.%I', s.schemaname, s.sequencename) AS sequence, s.last_value::text AS last_value
  FROM pg_sequences s WHERE s.schemaname !~ '^pg_' AND s.schemaname <> 'information_schema' ORDER BY 1)",
                      "sequences", "the positions of sequences"));
  if (rows) reading.snapshot.sequences = TRY(pg::records<SequencePosition>(*rows));
  auto hidden = TRY(ask(reading, R"(
SELECT count(*), coalesce(min(format('%I.%I', n.nspname, c.relname)), '') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'
   AND CASE WHEN c.relkind = 'S' THEN NOT has_sequence_privilege(c.oid, 'SELECT, USAGE') END)",
                        "sequences", "the positions of sequences"));
  if (hidden && hidden->integer(0, 0) > 0)
    reading.blind("sequences",
                  fmt::format("positions of {} sequences, {} among them", hidden->integer(0, 0), hidden->text(0, 1)),
                  "GRANT SELECT ON them (ante doctor --grants)");
  return {};
}

}  // namespace ante::snapshot
