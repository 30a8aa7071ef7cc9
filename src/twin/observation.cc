#include "twin/observation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::twin {

using catalog::Oid;

namespace {

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

// Temporary and system relations are left out; a TOAST table counts for its table through pg_locks, not here.
constexpr const char* relations_with_storage = R"sql(
  SELECT c.oid, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0), {scans},
         c.relkind = 'i', c.relkind = 'm', coalesce(i.indrelid, c.oid),
         pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
  WHERE c.relkind IN ('r', 'm', 'i') AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND {which})sql";

// pg_statistic is left out: it says what a table holds, not what a database is made of.
constexpr const char* writes_of_catalogs = R"sql(
  SELECT relname, rows, deleted
  FROM (SELECT c.relname, pg_catalog.pg_stat_get_{of}tuples_inserted(c.oid) +
                          pg_catalog.pg_stat_get_{of}tuples_updated(c.oid) +
                          pg_catalog.pg_stat_get_{of}tuples_deleted(c.oid) AS rows,
               pg_catalog.pg_stat_get_{of}tuples_deleted(c.oid) AS deleted
        FROM pg_catalog.pg_class c
        WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND c.relkind = 'r'
          AND c.relname NOT IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject')) AS written
  WHERE rows > 0)sql";

Result<pg::Written> read_writes(pg::Connection& session, std::string_view of) {
  auto rows = TRY(session.query(replace_all(writes_of_catalogs, "{of}", of)));
  pg::Written written;
  for (int row = 0; row < rows.size(); ++row)
    written[std::string(rows.text(row, 0))] = {rows.integer(row, 1), rows.integer(row, 2)};
  return written;
}

Result<State> read_state(pg::Connection& session, std::string_view scans, std::string_view which) {
  auto rows = TRY(session.query(replace_all(replace_all(relations_with_storage, "{scans}", scans), "{which}", which)));
  State state;
  for (int row = 0; row < rows.size(); ++row)
    state.relations[rows.integer(row, 0)] = {rows.integer(row, 1), rows.integer(row, 2),
                                             rows.flag(row, 3),    rows.flag(row, 4),
                                             rows.integer(row, 5), std::string(rows.text(row, 6))};
  return state;
}

// Whether a table whose file was replaced has rows in the new one; a table without rows leaves that open.
Result<bool> is_empty_file(pg::Connection& session, Oid relation) {
  auto bytes = TRY(session.scalar("SELECT coalesce(pg_catalog.pg_relation_size($1::pg_catalog.oid), 0)",
                                  {std::to_string(relation)}));
  return bytes == "0";
}

}  // namespace

// SIReadLock is no lock: it stops nobody, and only notes what a serializable transaction has read.
Result<HeldLocks> locks_of(pg::Connection& observer, int backend) {
  auto rows = TRY(observer.query(R"sql(
    SELECT relation, mode FROM pg_catalog.pg_locks
    WHERE pid = $1 AND locktype = 'relation' AND mode <> 'SIReadLock'
      AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))sql",
                                 {std::to_string(backend)}));
  HeldLocks locks;
  for (int row = 0; row < rows.size(); ++row) locks.insert({rows.integer(row, 0), std::string(rows.text(row, 1))});
  return locks;
}

void add_new_locks(const HeldLocks& before, const HeldLocks& after, const RelationNames& names,
                   std::vector<change::Lock>& locks) {
  for (auto& lock : after) {
    auto relation = names.find(lock.relation);
    if (relation == names.end() || before.contains(lock)) continue;
    change::Lock seen{relation->second.name, relation->second.kind, lock.mode};
    if (std::ranges::find(locks, seen) == locks.end()) locks.push_back(std::move(seen));
  }
  std::ranges::sort(locks, {}, [](auto& lock) { return std::tie(lock.relation, lock.kind, lock.mode); });
}

Result<void> in_savepoint(pg::Connection& session, const std::function<Result<void>()>& read) {
  TRY(session.execute(
      "SAVEPOINT \"ante observes\"; SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL statement_timeout = 0; "
      "SET LOCAL lock_timeout = 0"));
  auto result = read();
  TRY(session.execute("ROLLBACK TO SAVEPOINT \"ante observes\"; RELEASE SAVEPOINT \"ante observes\""));
  return result;
}

Result<State> state_inside(pg::Connection& session) {
  constexpr std::string_view scans = "pg_catalog.pg_stat_get_xact_numscans(c.oid)";
  constexpr std::string_view held_or_read =
      "(pg_catalog.pg_stat_get_xact_numscans(c.oid) > 0 OR c.oid IN (SELECT l.relation FROM pg_catalog.pg_locks l "
      "WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation'))";
  State state;
  auto read = [&]() -> Result<void> {
    state = TRY(read_state(session, scans, held_or_read));
    state.catalog_writes = TRY(written_inside(session));
    return {};
  };
  TRY(in_savepoint(session, read));
  return state;
}

Result<State> committed_state(pg::Connection& observer) {
  auto state = TRY(read_state(
      observer, "pg_catalog.pg_stat_get_numscans(c.oid) + pg_catalog.pg_stat_get_vacuum_count(c.oid)", "true"));
  state.catalog_writes = TRY(read_writes(observer, ""));
  return state;
}

Result<pg::Written> written_inside(pg::Connection& session) { return read_writes(session, "xact_"); }

pg::Written written_between(const State& before, const State& after) {
  pg::Written written;
  for (auto& [catalog, now] : after.catalog_writes) {
    auto then = before.catalog_writes.find(catalog);
    auto had = then == before.catalog_writes.end() ? pg::CatalogWrites{} : then->second;
    if (now != had) written[catalog] = {now.rows - had.rows, now.deletions - had.deletions};
  }
  return written;
}

Files::Files(const State& all) { take(all); }

void Files::take(const State& left) {
  for (auto& [oid, relation] : left.relations) {
    of_relation_[oid] = relation.file;
    files_.insert(relation.file);
  }
}

std::optional<std::int64_t> Files::of(Oid relation) const {
  auto found = of_relation_.find(relation);
  return found == of_relation_.end() ? std::nullopt : std::optional(found->second);
}

Result<void> add_file_effects(const Files& files, const State& before, const State& after, const RelationNames& names,
                              pg::Connection& sizes, change::Effects& effects) {
  std::set<std::int64_t> files_before;
  for (auto& [oid, relation] : before.relations) files_before.insert(relation.file);
  auto is_new_file = [&](std::int64_t file) { return file != 0 && !files.had(file) && !files_before.contains(file); };
  // What the transaction had not touched before was as it found it, and not read.
  auto then = [&](Oid oid) -> std::optional<std::pair<std::int64_t, std::int64_t>> {
    if (auto seen = before.relations.find(oid); seen != before.relations.end())
      return std::pair(seen->second.file, seen->second.scans);
    auto file = files.of(oid);
    return file ? std::optional(std::pair(*file, std::int64_t{0})) : std::nullopt;
  };
  // Building an index reads its table; those scans say nothing of the table's own fate.
  std::map<Oid, std::int64_t> built;
  for (auto& [oid, now] : after.relations)
    if (now.is_index && is_new_file(now.file)) ++built[now.table];

  std::set<Oid> emptied;
  for (auto& [oid, now] : after.relations) {
    auto was = then(oid);
    auto known = names.find(oid);
    if (now.is_index || !was || known == names.end()) continue;
    auto scans = now.scans - was->second;
    bool replaced = now.file != was->first && now.file != 0;
    // A rewrite reads the old file and fills the new one; what does neither has emptied the table.
    if (replaced && scans <= built[oid] && !now.is_matview && TRY(is_empty_file(sizes, oid))) {
      add_once(effects.emptied, known->second.name);
      emptied.insert(oid);
      continue;
    }
    if (replaced) add_once(effects.rewritten, known->second.name);
    if (scans > 0) add_once(effects.scanned, known->second.name);
  }
  for (auto& [oid, now] : after.relations)
    if (now.is_index && is_new_file(now.file) && names.contains(now.table) && !emptied.contains(now.table))
      add_once(effects.built, now.name);
  return {};
}

}  // namespace ante::twin
