#include "rehearse/refused_values.h"

#include <fmt/format.h>

#include "rehearse/questions.h"

namespace ante::rehearse {

std::optional<MayRefuse> refused_values(pg::Connection& server, pg::Connection& session, const CheckedColumn& column,
                                        const Checked& check) {
  auto known = server.query(R"sql(
    SELECT coalesce(s.most_common_vals::pg_catalog.text, '{}'), coalesce(s.most_common_freqs::pg_catalog.text, '{}'),
           coalesce(s.histogram_bounds::pg_catalog.text, '{}')
    FROM pg_catalog.pg_stats s WHERE s.schemaname = $1 AND s.tablename = $2 AND s.attname = $3
    ORDER BY s.inherited DESC LIMIT 1)sql",
                            {column.schema, column.table, column.bare});
  auto rows = server.scalar(
      "SELECT coalesce(max(c.reltuples), 0) > 0 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
      "ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
      {column.schema, column.table});
  if (!known || !rows || *rows != "t") return {};
  auto table = server.scalar("SELECT pg_catalog.format('%I.%I', $1::pg_catalog.text, $2::pg_catalog.text)",
                             {column.schema, column.table});
  if (!table) return {};
  MayRefuse may{
      check.name, column.column, 0, 0, 0, counting(fmt::format("{} WHERE NOT ({})", *table, check.condition))};
  if (known->size() == 0) return may;
  auto held = session.query(
      fmt::format(R"sql(
    SELECT count(*), count(*) FILTER (WHERE ({0}) IS FALSE),
           coalesce(sum(ante_share) FILTER (WHERE ({0}) IS FALSE), 0)::pg_catalog.float8
    FROM (SELECT ante_value AS {1}, ante_share{2}{3}
          FROM (SELECT common.* FROM ROWS FROM (pg_catalog.unnest($1::{4}[]), pg_catalog.unnest($2::pg_catalog.float4[]))
                  AS common(ante_value, ante_share)
                UNION ALL SELECT bound, 0 FROM pg_catalog.unnest($3::{4}[]) AS bound) AS ante_known) AS given)sql",
                  check.condition, column.column, check.others.empty() ? "" : ", ", check.others, column.type),
      {std::string(known->text(0, 0)), std::string(known->text(0, 1)), std::string(known->text(0, 2))});
  // What cannot be held against it (a function that fails, a type without arrays) says nothing.
  if (!held || held->size() != 1) return {};
  may.seen = held->integer(0, 0), may.refused = held->integer(0, 1), may.share = held->real(0, 2);
  return may.refused > 0 ? std::optional(may) : std::nullopt;
}

}  // namespace ante::rehearse
