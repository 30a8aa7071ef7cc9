#include "ship/in_the_way.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::ship {
namespace {

// Of which table, how a row of it is called, and which rows are looked for: those without a value, or those of which a
// constraint says that they may not be. A constraint that went with the transaction cannot be asked.
constexpr const char* what_to_ask = R"(
SELECT c.oid::pg_catalog.regclass::text,
  coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY k.place)
            FROM pg_catalog.pg_index i, pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
            WHERE i.indrelid = c.oid AND i.indisprimary), 'ctid'),
  CASE WHEN $3 <> '' THEN pg_catalog.quote_ident($3) || ' IS NULL'
       ELSE (SELECT 'NOT (' || pg_catalog.pg_get_expr(k.conbin, k.conrelid) || ')' FROM pg_catalog.pg_constraint k
             WHERE k.conrelid = c.oid AND k.conname = $4 AND k.contype = 'c') END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2)";

Result<std::string> first_row(pg::Connection& connection, const About& about) {
  TRY(connection.execute("SET LOCAL statement_timeout = '5s'"));
  const auto ask = TRY(connection.query(what_to_ask, {about.schema, about.table, about.column, about.constraint}));
  if (ask.size() != 1 || ask.null(0, 2)) return "";
  const auto row = TRY(connection.query(
      fmt::format("SELECT ROW({})::text FROM {} WHERE {} LIMIT 1", ask.text(0, 1), ask.text(0, 0), ask.text(0, 2))));
  if (row.size() != 1) return "";
  return fmt::format("the row of {} with ({}) = {}", ask.text(0, 0), ask.text(0, 1), row.text(0, 0));
}

}  // namespace

std::string first_in_the_way(pg::Connection& connection, const Error& error) {
  const auto& sqlstate = error.sqlstate;
  const auto& about = error.about;
  const bool names_its_key = sqlstate == "23505" || sqlstate == "23503" || sqlstate == "23P01";
  if (names_its_key) return one_line(about.detail, 300);
  const bool is_of_a_table = (sqlstate == "23502" || sqlstate == "23514") && !about.table.empty();
  if (!is_of_a_table || !connection.execute("BEGIN READ ONLY")) return "";
  const auto row = first_row(connection, about);
  (void)connection.execute("ROLLBACK");
  return row ? one_line(*row, 300) : "";
}

}  // namespace ante::ship
