#include "ship/kept.h"

#include <fmt/format.h>

#include <map>

#include "ship/drift.h"

namespace ante::ship {

Result<std::vector<Kept>> what_is_kept(pg::Connection& connection) {
  auto rows = TRY(connection.query(fmt::format(
      "SELECT id, name, pg_catalog.to_char(keep_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), k.prefix, "
      "keep_until < pg_catalog.clock_timestamp(), (SELECT pg_catalog.sum(pg_catalog.pg_total_relation_size(t.oid)) "
      "FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace WHERE t.relkind = 'r' AND "
      "pg_catalog.starts_with(n.nspname, k.prefix))::bigint "
      "FROM ante.change c CROSS JOIN LATERAL (SELECT '{}' || pg_catalog.left(c.content, 8) || '_' AS prefix) k "
      "WHERE state = 'applied' AND keep_until IS NOT NULL AND NOT EXISTS (SELECT FROM ante.change o WHERE o.id <> c.id "
      "AND o.state <> 'undone' AND pg_catalog.left(o.content, 8) = pg_catalog.left(c.content, 8)) ORDER BY id",
      kept_prefix)));
  std::vector<Kept> kept;
  for (int row = 0; row < rows.size(); ++row)
    kept.push_back({.change = rows.integer(row, 0),
                    .name = std::string(rows.text(row, 1)),
                    .until = std::string(rows.text(row, 2)),
                    .prefix = std::string(rows.text(row, 3)),
                    .over = rows.flag(row, 4),
                    .bytes = {rows.null(row, 5) ? 0 : rows.integer(row, 5)}});
  return kept;
}

std::vector<Kept> kept_for_too_long(const std::vector<Kept>& all, std::optional<Bytes> at_most) {
  std::int64_t rest = 0;
  for (auto& one : all)
    if (!one.over) rest += one.bytes.count;
  std::vector<Kept> goes;
  for (auto& one : all) {
    bool too_much = at_most && rest > at_most->count && one.bytes.count > 0;
    if (!one.over && too_much) rest -= one.bytes.count;
    if (one.over || too_much) goes.push_back(one);
  }
  return goes;
}

Result<std::vector<std::vector<std::string>>> statements_to_drop(pg::Connection& connection, const Kept& kept) {
  std::map<std::string, std::vector<std::string>> of_tables, of_schemas;
  auto triggers = TRY(connection.query(
      "SELECT t.tgrelid::regclass::text, pg_catalog.quote_ident(t.tgname) FROM pg_catalog.pg_trigger t "
      "JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace "
      "WHERE pg_catalog.starts_with(n.nspname, $1) AND NOT t.tgisinternal",
      {kept.prefix}));
  for (int row = 0; row < triggers.size(); ++row)
    of_tables[std::string(triggers.text(row, 0))].push_back(
        fmt::format("DROP TRIGGER {} ON {}", triggers.text(row, 1), triggers.text(row, 0)));
  auto columns = TRY(connection.query(
      "SELECT c.oid::regclass::text, pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute a "
      "JOIN pg_catalog.pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped "
      "AND pg_catalog.starts_with(a.attname, $1) ORDER BY 1, 2",
      {kept.prefix}));
  for (int row = 0; row < columns.size(); ++row)
    of_tables[std::string(columns.text(row, 0))].push_back(
        fmt::format("ALTER TABLE {} DROP COLUMN {}", columns.text(row, 0), columns.text(row, 1)));
  auto others = TRY(connection.query(
      "SELECT pg_catalog.quote_ident(n.nspname), o.what FROM pg_catalog.pg_namespace n LEFT JOIN LATERAL ("
      "SELECT 'TABLE ' || c.oid::regclass::text AS what FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND "
      "c.relkind = 'r' UNION ALL SELECT 'FUNCTION ' || p.oid::regprocedure::text FROM pg_catalog.pg_proc p WHERE "
      "p.pronamespace = n.oid) o ON true WHERE pg_catalog.starts_with(n.nspname, $1) ORDER BY 1, 2",
      {kept.prefix}));
  for (int row = 0; row < others.size(); ++row) {
    auto& statements = of_schemas[std::string(others.text(row, 0))];
    if (!others.null(row, 1)) statements.push_back(fmt::format("DROP {}", others.text(row, 1)));
  }
  std::vector<std::vector<std::string>> all;
  for (auto& [table, statements] : of_tables) all.push_back(statements);
  for (auto& [schema, statements] : of_schemas) {
    statements.push_back(fmt::format("DROP SCHEMA {}", schema));
    all.push_back(statements);
  }
  return all;
}

Result<bool> is_dropped_for_good(pg::Connection& connection, std::int64_t change) {
  auto rows = TRY(connection.query("SELECT FROM ante.event WHERE change = $1 AND what = $2 LIMIT 1",
                                   {std::to_string(change), dropped_for_good}));
  return rows.size() > 0;
}

}  // namespace ante::ship
