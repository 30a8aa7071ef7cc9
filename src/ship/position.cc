#include "ship/position.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sql/update_parts.h"

namespace ante::ship {
namespace {

constexpr const char* table = R"(
CREATE TABLE IF NOT EXISTS ante.backfill (
  change bigint NOT NULL,
  step integer NOT NULL,
  columns text NOT NULL DEFAULT '',
  position text[] NOT NULL,
  bound text[] NOT NULL,
  walked bigint NOT NULL DEFAULT 0,
  changed bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  begun_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  PRIMARY KEY (change, step),
  FOREIGN KEY (change, step) REFERENCES ante.step
))";

std::string array_of(const Key& key) {
  std::vector<std::string> quoted;
  for (auto& value : key) quoted.push_back(pg::quote_literal(value));
  return fmt::format("ARRAY[{}]::text[]", join(quoted, ", "));
}

Result<Key> key_in(pg::Connection& connection, std::string_view column, std::int64_t change, int step) {
  auto rows =
      TRY(connection.query(fmt::format("SELECT one FROM ante.backfill, unnest({}) WITH ORDINALITY AS of (one, number) "
                                       "WHERE change = $1 AND step = $2 ORDER BY number",
                                       column),
                           {std::to_string(change), std::to_string(step)}));
  Key key;
  for (int row = 0; row < rows.size(); ++row) key.emplace_back(rows.text(row, 0));
  return key;
}

}  // namespace

Result<std::string> columns_set_by(pg::Connection& connection, const Block& block) {
  auto parts = sql::update_parts(block.sql.back());
  std::vector<std::string> names;
  for (auto& column : parts ? parts->columns : std::vector<std::string>{}) names.push_back(pg::quote_literal(column));
  // Of what cannot be taken apart: whatever the table has.
  auto those = parts ? fmt::format("pg_catalog.quote_ident(attname) = ANY (ARRAY[{}]::text[])", join(names, ", "))
                     : std::string("true");
  auto rows = TRY(connection.query(
      fmt::format("SELECT pg_catalog.format('%s:%s', pg_catalog.to_regclass($1)::oid, pg_catalog.string_agg("
                  "attnum::text, ',' ORDER BY attnum)) FROM pg_catalog.pg_attribute WHERE attrelid = "
                  "pg_catalog.to_regclass($1) "
                  "AND attnum > 0 AND NOT attisdropped AND {}",
                  those),
      {block.rows_of}));
  return std::string(rows.text(0, 0));
}

Result<bool> has_positions(pg::Connection& connection) {
  auto there = TRY(connection.scalar("SELECT pg_catalog.to_regclass('ante.backfill') IS NOT NULL"));
  return there == "t";
}

Result<void> make_positions(pg::Connection& connection) {
  TRY(connection.execute(table));
  auto known = TRY(connection.scalar(
      "SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute WHERE attrelid = 'ante.backfill'::regclass AND attname "
      "= 'columns' AND NOT attisdropped"));
  if (known == "0") TRY(connection.execute("ALTER TABLE ante.backfill ADD COLUMN columns text NOT NULL DEFAULT ''"));
  return {};
}

Result<std::optional<Position>> position_of(pg::Connection& connection, std::int64_t change, int step) {
  auto rows =
      TRY(connection.query("SELECT walked, changed, total, columns, pg_catalog.to_char(since AT TIME ZONE 'UTC', "
                           "'YYYY-MM-DD HH24:MI:SS'), paused FROM ante.backfill WHERE change = $1 AND step = $2",
                           {std::to_string(change), std::to_string(step)}));
  if (rows.size() == 0) return std::nullopt;
  auto at = TRY(key_in(connection, "position", change, step));
  auto bound = TRY(key_in(connection, "bound", change, step));
  return Position{.of = std::string(rows.text(0, 3)),
                  .at = std::move(at),
                  .bound = std::move(bound),
                  .walked = rows.integer(0, 0),
                  .changed = rows.integer(0, 1),
                  .total = rows.integer(0, 2),
                  .since = std::string(rows.text(0, 4)),
                  .paused = rows.flag(0, 5)};
}

Result<void> begin_position(pg::Connection& connection, std::int64_t change, int step, const Position& position) {
  TRY(connection.query(fmt::format("INSERT INTO ante.backfill (change, step, position, bound, total, columns) "
                                   "VALUES ($1, $2, {}, {}, $3, $4)",
                                   array_of(position.at), array_of(position.bound)),
                       {std::to_string(change), std::to_string(step), std::to_string(position.total), position.of}));
  return {};
}

Result<void> move_position(pg::Connection& connection, std::int64_t change, int step, const Position& position) {
  TRY(connection.query(fmt::format("UPDATE ante.backfill SET position = {}, walked = $3, changed = $4, "
                                   "since = pg_catalog.clock_timestamp() WHERE change = $1 AND step = $2",
                                   array_of(position.at)),
                       {std::to_string(change), std::to_string(step), std::to_string(position.walked),
                        std::to_string(position.changed)}));
  return {};
}

Result<void> forget_position(pg::Connection& connection, std::int64_t change, int step) {
  TRY(connection.query("DELETE FROM ante.backfill WHERE change = $1 AND step = $2",
                       {std::to_string(change), std::to_string(step)}));
  return {};
}

}  // namespace ante::ship
