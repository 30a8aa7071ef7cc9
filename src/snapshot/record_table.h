// A kind of record as a table of the snapshot's file: its columns are the record's fields (base/fields.h), in order.
#pragma once

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "base/fields.h"
#include "os/sha256.h"
#include "os/sqlite.h"

namespace ante::snapshot {

std::string json_of(const std::vector<std::string>& texts);
Result<std::vector<std::string>> texts_of(std::string_view json);

// What a value is to SQLite, and to the digest. Zero has one sign and what is not a number is zero: SQLite keeps
// neither.
inline double kept(double value) { return std::isnan(value) ? 0.0 : value + 0.0; }

template <class Value>
constexpr const char* column_type() {
  if constexpr (std::is_same_v<Value, std::optional<std::string>>)
    return "TEXT";
  else if constexpr (std::is_same_v<Value, double>)
    return "REAL NOT NULL";
  else if constexpr (std::is_integral_v<Value>)
    return "INTEGER NOT NULL";
  else
    return "TEXT NOT NULL";
}

struct Column {
  const char *name, *type;
};

template <class Record>
std::vector<Column> columns_of() {
  std::vector<Column> columns;
  for_each_field<Record>(
      [&]<class Value>(Field<Record, Value> field) { columns.push_back({field.name, column_type<Value>()}); });
  return columns;
}

// The one text that a table of this kind may have been made with, and what fills and reads it.
std::string create_table(std::string_view name, std::span<const Column> columns);
std::string insert_into(std::string_view name, std::span<const Column> columns);
std::string select_from(std::string_view name, std::span<const Column> columns);
Error invalid_cell(std::size_t row, std::string_view table, std::string_view column);

template <class Record>
std::string create_table(std::string_view name) {
  return create_table(name, columns_of<Record>());
}

template <class Record>
Result<void> write_records(sqlite::Database& database, std::string_view table, const std::vector<Record>& records) {
  auto columns = columns_of<Record>();
  auto insert = TRY(database.prepare(insert_into(table, columns)));
  std::vector<std::string> arrays(columns.size());  // JSON that must live until the step
  for (auto& record : records) {
    int column = 0;
    for_each_field<Record>([&]<class Value>(Field<Record, Value> field) {
      auto& value = record.*(field.member);
      if constexpr (std::is_same_v<Value, std::optional<std::string>>) {
        value ? insert.bind(column, std::string_view(*value)) : insert.bind_null(column);
      } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
        auto& json = arrays[static_cast<std::size_t>(column)] = json_of(value);
        insert.bind(column, std::string_view(json));
      } else if constexpr (std::is_same_v<Value, double>) {
        insert.bind(column, kept(value));
      } else if constexpr (std::is_integral_v<Value>) {
        insert.bind(column, static_cast<std::int64_t>(value));
      } else {
        insert.bind(column, std::string_view(value));
      }
      ++column;
    });
    TRY(insert.run());
  }
  return {};
}

// One value of the row at hand; false where the cell holds something else.
template <class Value>
bool read_cell(const sqlite::Statement& row, int column, Value& to) {
  auto cell = row.cell(column);
  if constexpr (std::is_same_v<Value, std::optional<std::string>>) {
    if (cell == sqlite::Cell::null) return true;
    to.emplace();
    return read_cell(row, column, *to);
  } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    if (cell != sqlite::Cell::text) return false;
    auto texts = texts_of(row.text(column));
    if (texts) to = std::move(*texts);
    return texts.has_value();
  } else if constexpr (std::is_same_v<Value, double>) {
    to = row.real(column);
    return cell == sqlite::Cell::real;
  } else if constexpr (std::is_same_v<Value, bool>) {
    to = row.integer(column) == 1;
    return cell == sqlite::Cell::integer && (to || row.integer(column) == 0);
  } else if constexpr (std::is_integral_v<Value>) {
    auto number = row.integer(column);
    to = static_cast<Value>(number);
    return cell == sqlite::Cell::integer && to == number;
  } else {
    to = row.text(column);
    return cell == sqlite::Cell::text;
  }
}

template <class Record>
Result<std::vector<Record>> read_table(sqlite::Database& database, std::string_view table) {
  auto rows = TRY(database.prepare(select_from(table, columns_of<Record>())));
  std::vector<Record> records;
  while (TRY(rows.step())) {
    auto& record = records.emplace_back();
    int column = 0;
    const char* wrong = nullptr;
    for_each_field<Record>([&](auto field) {
      if (!read_cell(rows, column++, record.*(field.member))) wrong = field.name;
    });
    if (wrong) return std::unexpected(invalid_cell(records.size(), table, wrong));
  }
  return records;
}

// Feeds records to a hash so that no two different lists feed the same bytes.
class Digest {
 public:
  template <class Record>
  void add(std::string_view table, const std::vector<Record>& records) {
    text(table);
    number(static_cast<std::int64_t>(records.size()));
    for (auto& record : records) for_each_field<Record>([&](auto field) { value(record.*(field.member)); });
  }
  std::string hex() {
    hash_.add(pending_);
    return hash_.hex();
  }

 private:
  void value(const std::string& v) { text(v); }
  void value(const std::optional<std::string>& v) { v ? (number(1), text(*v)) : number(0); }
  void value(const std::vector<std::string>& v) { text(json_of(v)); }
  void value(double v) { number(std::bit_cast<std::int64_t>(kept(v))); }
  void value(std::int64_t v) { number(v); }
  void value(int v) { number(v); }
  void value(bool v) { number(v); }
  void text(std::string_view v) {
    number(static_cast<std::int64_t>(v.size()));
    pending_ += v;
  }
  void number(std::int64_t v) {
    for (int shift = 0; shift < 64; shift += 8) pending_ += static_cast<char>(v >> shift);
    if (pending_.size() < 1 << 16) return;
    hash_.add(pending_);
    pending_.clear();
  }
  os::Sha256 hash_;
  std::string pending_;
};

}  // namespace ante::snapshot
