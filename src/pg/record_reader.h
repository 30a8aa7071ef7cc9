// Rows into records: the columns of a result are a record's fields, found by name.
#pragma once

#include <fmt/format.h>
#include <charconv>

#include "base/fields.h"
#include "pg/connection.h"

namespace ante::pg {

std::vector<std::string> json_strings(std::string_view json);  // ["a","b"] as to_json(array) writes it

inline void read_value(const Rows& rows, int row, int column, std::string& to) { to = rows.text(row, column); }
inline void read_value(const Rows& rows, int row, int column, std::optional<std::string>& to) {
  to = rows.value(row, column);
}
inline void read_value(const Rows& rows, int row, int column, bool& to) { to = rows.flag(row, column); }
inline void read_value(const Rows& rows, int row, int column, int& to) {
  to = static_cast<int>(rows.integer(row, column));
}
inline void read_value(const Rows& rows, int row, int column, std::int64_t& to) { to = rows.integer(row, column); }
inline void read_value(const Rows& rows, int row, int column, double& to) { to = rows.real(row, column); }
inline void read_value(const Rows& rows, int row, int column, std::vector<std::string>& to) {
  if (!rows.null(row, column)) to = json_strings(rows.text(row, column));
}

template <class Record>
Result<std::vector<Record>> records(const Rows& rows) {
  std::vector<Record> result(static_cast<std::size_t>(rows.size()));
  std::string missing;
  for_each_field<Record>([&](auto field) {
    int column = 0;
    while (column < rows.columns() && rows.name(column) != field.name) ++column;
    if (column == rows.columns()) {
      missing = field.name;
      return;
    }
    for (int row = 0; row < rows.size(); ++row)
      read_value(rows, row, column, result[static_cast<std::size_t>(row)].*(field.member));
  });
  if (!missing.empty()) return undecided(fmt::format("a catalog query has no column {}", missing));
  return result;
}

template <class Record>
Result<std::vector<Record>> read_records(Connection& connection, std::string_view sql) {
  return records<Record>(TRY(connection.query(sql)));
}

}  // namespace ante::pg
