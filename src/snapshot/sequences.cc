// Where sequences stand. Each is read as the relation that it is: the view pg_sequences would take a lock on it that
// ALTER SEQUENCE waits for.
#include "snapshot/reading.h"

namespace ante::snapshot {
namespace {

constexpr const char* sequences_sql = R"(
SELECT format('%I.%I', n.nspname, c.relname), has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't' ORDER BY 1)";

}  // namespace

Result<void> read_sequences(Reading& reading) {
  auto rows = TRY(ask(reading, sequences_sql, "sequences", "the positions of sequences"));
  if (!rows) return {};
  std::vector<std::string> names, statements, unseen;
  for (int row = 0; row < rows->size(); ++row) {
    auto& name = (rows->flag(row, 1) ? names : unseen).emplace_back(rows->text(row, 0));
    if (rows->flag(row, 1))
      statements.push_back(
          fmt::format("SELECT CASE WHEN is_called THEN last_value END AS {} FROM {}", capture_mark, name));
  }
  auto positions = reading.connection.pipeline(statements);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    auto& position = positions[i];
    if (!position && position.error().sqlstate.empty()) return std::unexpected(position.error());
    if (position && position->size() == 1)
      reading.snapshot.sequences.push_back({names[i], position->value(0, 0)});
    else
      unseen.push_back(names[i]);
  }
  if (!unseen.empty())
    reading.blind("sequences", fmt::format("positions of {} sequences, {} among them", unseen.size(), unseen.front()),
                  "GRANT SELECT ON them (ante doctor --grants)");
  return {};
}

}  // namespace ante::snapshot
