// Fragments that the reading of plain and of extended statistics share.
#pragma once

#include <fmt/format.h>

#include <string>

namespace ante::snapshot {

// The element type of an anyarray k.raw as the array itself says it: its binary form has the type's OID at byte 9.
inline constexpr const char* type_of_values_sql =
    "format_type(('x' || encode(substr(array_send(k.raw), 9, 4), 'hex'))::bit(32)::int::oid, NULL)";

// The five slots of a row of pg_statistic as rows (slot, kind, op, coll, numbers, raw, vals); unused ones are left out.
inline std::string slots_of(std::string_view row) {
  std::string slots;
  for (int i = 1; i <= 5; ++i)
    slots += fmt::format(
        "{0}SELECT {1} AS slot, {2}.stakind{1} AS kind, {2}.staop{1} AS op, {2}.stacoll{1} AS coll, "
        "{2}.stanumbers{1} AS numbers, {2}.stavalues{1} AS raw, {2}.stavalues{1}::text AS vals WHERE {2}.stakind{1} <> "
        "0",
        i > 1 ? " UNION ALL " : "", i, row);
  return slots;
}

}  // namespace ante::snapshot
