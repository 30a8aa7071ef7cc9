#include "support/random_change.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::tests {

RandomChange::RandomChange(const catalog::Catalog& catalog, std::uint64_t seed) : catalog_(catalog), chance_(seed) {
  for (const auto& table : catalog.tables)
    if (table.kind == "table" || table.kind == "partitioned") tables_.push_back(&table);
}

const catalog::Table* RandomChange::table() { return tables_.empty() ? nullptr : tables_[below(tables_.size())]; }

RandomChange::Columns RandomChange::columns_of(const catalog::Catalog& catalog, const std::string& table) const {
  Columns columns;
  for (const auto& column : catalog.columns)
    if (column.relation == table && !column.dropped) columns.push_back(&column);
  return columns;
}

RandomChange::Columns RandomChange::in_both(const std::string& table, const catalog::Catalog& other) const {
  auto columns = columns_of(catalog_, table);
  const auto others = columns_of(other, table);
  std::erase_if(columns, [&](const auto* column) {
    return !column->generated.empty() || column->identity == "always" ||
           std::ranges::none_of(others, [&](const auto* one) {
             return one->name == column->name && one->type == column->type && one->generated.empty();
           });
  });
  return columns;
}

// Of few, so that keys and conditions meet.
std::string RandomChange::value(const std::string& type) {
  const auto number = below(60);
  if (type == "boolean") return number % 2 ? "true" : "false";
  if (type == "date") return fmt::format("date '2020-01-01' + {}", number);
  if (type == "integer[]") return fmt::format("ARRAY[{}, {}]", number, below(60));
  if (type.ends_with("mood")) return number % 2 ? "'x'" : "'y'";
  if (type == "text" || type.starts_with("character")) return fmt::format("'v{}'", number);
  if (type.ends_with("few")) return std::to_string(number + 3);
  return std::to_string(number);
}

std::string RandomChange::given(const catalog::Column& column) {
  return !column.not_null && one_in(5) ? "NULL" : value(column.type);
}

std::string RandomChange::insert_into(const std::string& table, const Columns& columns) {
  std::vector<std::string> names, values;
  for (const auto* column : columns) names.push_back(column->name), values.push_back(given(*column));
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table, join(names, ", "), join(values, ", "));
}

std::string RandomChange::insert(const catalog::Catalog& other) {
  const auto* into = table();
  if (!into) return "";
  const auto columns = in_both(into->name, other);
  return columns.empty() ? "" : insert_into(into->name, columns);
}

std::string RandomChange::write(const catalog::Catalog& other) {
  const auto* at = table();
  if (!at) return "";
  const auto columns = in_both(at->name, other);
  if (columns.empty()) return "";
  const auto& where = *columns[below(columns.size())];
  const auto condition = fmt::format("{} IS NOT DISTINCT FROM {}", where.name, given(where));
  const auto kind = below(4);
  if (kind < 2) return insert_into(at->name, columns);
  if (kind == 2) return fmt::format("DELETE FROM {} WHERE {}", at->name, condition);
  const auto& set = *columns[below(columns.size())];
  return fmt::format("UPDATE {} SET {} = {} WHERE {}", at->name, set.name, given(set), condition);
}

std::string RandomChange::statement() {
  const auto* at = table();
  if (!at) return "CREATE TABLE made_first (id int PRIMARY KEY)";
  const auto columns = columns_of(catalog_, at->name);
  if (columns.empty()) return "";
  const auto& column = *columns[below(columns.size())];
  const auto alter = [&](const std::string& how) { return fmt::format("ALTER TABLE {} {}", at->name, how); };
  const auto column_is = [&](const std::string& how) {
    return alter(fmt::format("ALTER COLUMN {} {}", column.name, how));
  };
  const auto number = ++made_;
  switch (below(18)) {
    case 0:
      return fmt::format("CREATE INDEX made_{} ON {} ({})", number, at->name, column.name);
    case 1:
      return fmt::format("CREATE UNIQUE INDEX made_{} ON {} ({})", number, at->name, column.name);
    case 2:
      return catalog_.indexes.empty() ? "" : "DROP INDEX " + catalog_.indexes[below(catalog_.indexes.size())].name;
    case 3:
      return alter(fmt::format("ADD COLUMN made_{} int{}", number, one_in(2) ? " NOT NULL DEFAULT 7" : ""));
    case 4:
    case 5:
      return alter("DROP COLUMN " + column.name);
    case 6:
      return column_is("SET NOT NULL");
    case 7:
      return column_is("DROP NOT NULL");
    case 8:
      return alter(fmt::format("ADD CONSTRAINT made_{} CHECK ({} IS DISTINCT FROM {})", number, column.name,
                               value(column.type)));
    case 9:
    case 10: {
      if (catalog_.constraints.empty()) return "";
      const auto& constraint = catalog_.constraints[below(catalog_.constraints.size())];
      return fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", constraint.relation, constraint.name);
    }
    case 11:
      return alter(fmt::format("ADD CONSTRAINT made_{} UNIQUE ({})", number, column.name));
    case 12:
      return "DROP TABLE " + at->name;
    case 13:
      return alter(fmt::format("RENAME COLUMN {} TO made_{}", column.name, number));
    case 14:
      return alter(fmt::format("RENAME TO made_{}", number));
    case 15:
      return column_is(column.type == "integer" ? "TYPE bigint" : "TYPE text");
    case 16:
      return column_is(one_in(2) ? "DROP DEFAULT" : "SET DEFAULT " + value(column.type));
    default:
      return fmt::format(
          "CREATE TABLE made_{0} (id int PRIMARY KEY, v text); CREATE VIEW over_{0} AS SELECT * FROM {1}", number,
          at->name);
  }
}

}  // namespace ante::tests
