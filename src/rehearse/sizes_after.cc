#include "rehearse/sizes_after.h"

#include <set>

namespace ante::rehearse {

Result<std::vector<SizeAfter>> sizes_after(const twin::Ghost& after, const std::vector<StatementOutcome>& statements) {
  std::set<std::string> new_files;
  for (auto& statement : statements)
    for (auto* names : {&statement.effects.built, &statement.on_rows.built, &statement.effects.rewritten,
                        &statement.on_rows.rewritten})
      new_files.insert(names->begin(), names->end());
  std::vector<SizeAfter> sizes;
  if (new_files.empty()) return sizes;
  auto session = TRY(after.connect());
  auto rows = TRY(session.query(R"(
SELECT format('%I.%I', n.nspname, c.relname), CASE WHEN i.indrelid IS NOT NULL THEN format('%I.%I', m.nspname, t.relname) END,
       coalesce(a.amname, ''), c.reltuples, pg_relation_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am a ON a.oid = c.relam
LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
LEFT JOIN pg_namespace m ON m.oid = t.relnamespace
WHERE c.relkind IN ('r', 'm', 'i') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast'))"));
  for (int row = 0; row < rows.size(); ++row)
    if (std::string name(rows.text(row, 0)); new_files.contains(name))
      sizes.push_back({name,
                       std::string(rows.text(row, 1)),
                       std::string(rows.text(row, 2)),
                       rows.real(row, 3),
                       {rows.integer(row, 4)}});
  return sizes;
}

}  // namespace ante::rehearse
