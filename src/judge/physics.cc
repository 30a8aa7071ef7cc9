#include "judge/physics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/definition.h"

namespace ante::judge {
namespace {

using rehearse::TableFigures;

// Measured by bench/physics on the machine that physics.h names, PostgreSQL 15.
constexpr double read_byte = 1 / 1.5e9, read_row = 0.07e-6;
constexpr double rewrite_byte = 1 / 250e6, rewrite_row = 0.4e-6;
constexpr double build_row = 0.5e-6, build_text_row = 1.2e-6, build_byte = 1 / 300e6;
constexpr double change_row = 3.5e-6, change_index = 1e-6;
constexpr double wal_record = 80;  // bytes, of a row or an index entry beside its data
constexpr double bytes_of_index_row = 24;

const TableFigures* find(const std::vector<TableFigures>& tables, const std::string& name) {
  auto found = std::ranges::find(tables, name, &TableFigures::table);
  return found == tables.end() ? nullptr : &*found;
}

void add(std::vector<std::string>& names, const std::vector<std::string>& more) {
  for (auto& one : more)
    if (std::ranges::find(names, one) == names.end()) names.push_back(one);
}

// CREATE INDEX i ON [ONLY] public.t USING …: the table.
std::string table_in(const std::string& definition) {
  auto on = definition.find(" ON "), end = definition.find(" USING ");
  if (on == definition.npos || end == definition.npos || end < on) return {};
  auto name = definition.substr(on + 4, end - on - 4);
  return name.starts_with("ONLY ") ? name.substr(5) : name;
}

// The table that an index is built of; of one that is new, the largest that the statement reads.
const TableFigures* table_of(const std::string& index, const std::string& definition,
                             const std::vector<TableFigures>& tables, const std::vector<std::string>& read) {
  for (auto& table : tables)
    if (std::ranges::find(table.indexes, index, &rehearse::IndexFigures::index) != table.indexes.end()) return &table;
  if (auto* named = find(tables, table_in(definition))) return named;
  const TableFigures* largest = nullptr;
  for (auto& name : read)
    if (auto* table = find(tables, name); table && (!largest || table->rows > largest->rows)) largest = table;
  return largest;
}

Bytes size_of(const std::string& index, const TableFigures& table) {
  for (auto& known : table.indexes)
    if (known.index == index && known.size.count > 0) return known.size;
  return {static_cast<std::int64_t>(table.rows * bytes_of_index_row)};
}

bool by_text(const std::string& index, const std::string& definition, const TableFigures& table) {
  for (auto& known : table.indexes)
    if (known.index == index) return known.by_text;
  auto keys = definition.find('(', std::min(definition.find(" USING "), definition.size()));
  return keys != definition.npos && rehearse::names_one_of(table.text_columns, definition.substr(keys));
}

std::string definition_of(const std::string& index, const rehearse::StatementOutcome& statement) {
  for (auto& difference : statement.effects.catalog)
    if (difference.kind == "index" && difference.object == index) return difference.after;
  return {};
}

}  // namespace

std::string human(Seconds seconds) {
  auto one = [](double value) {
    return value >= 100  ? fmt::format("{:.0f} s", std::round(value / 10) * 10)
           : value >= 10 ? fmt::format("{:.0f} s", value)
           : value >= 1  ? fmt::format("{:.1f} s", value)
                         : fmt::format("{:.0f} ms", std::round(value * 100) * 10);
  };
  return fmt::format("about {} ({} to {})", one(seconds.middle), one(seconds.least()), one(seconds.most()));
}

std::vector<Work> works_of(const rehearse::StatementOutcome& statement, const std::vector<TableFigures>& tables) {
  auto &certain = statement.effects, &effects = statement.effects;
  auto& on_rows = statement.on_rows;
  auto rewritten = certain.rewritten, scanned = effects.scanned, built = certain.built;
  add(rewritten, on_rows.rewritten), add(scanned, on_rows.scanned), add(built, on_rows.built);
  std::vector<Work> works;
  std::vector<std::string> read_for_that;
  for (auto& name : rewritten)
    if (auto* table = find(tables, name)) {
      auto bytes = static_cast<double>(table->size.count);
      works.push_back({Work::Kind::writes_again, name, table->rows, table->size,
                       bytes * rewrite_byte + table->rows * rewrite_row, bytes, bytes});
      read_for_that.push_back(name);
    }
  for (auto& index : built)
    if (auto* table = table_of(index, definition_of(index, statement), tables, scanned)) {
      auto size = size_of(index, *table);
      double row = by_text(index, definition_of(index, statement), *table) ? build_text_row : build_row;
      works.push_back({Work::Kind::builds, index, table->rows, size,
                       table->rows * row + static_cast<double>(size.count) * build_byte +
                           static_cast<double>(table->size.count) * read_byte,
                       static_cast<double>(size.count), static_cast<double>(size.count)});
      read_for_that.push_back(table->table);
    }
  for (auto& name : scanned) {
    if (std::ranges::find(read_for_that, name) != read_for_that.end()) continue;
    if (auto* table = find(tables, name))
      works.push_back({Work::Kind::reads, name, table->rows, table->size,
                       static_cast<double>(table->size.count) * read_byte + table->rows * read_row});
  }
  if (auto& changed = statement.changed; changed && changed->rows > 0 && !changed->at_most) {
    auto* table = find(tables, changed->table);
    auto indexes = table ? static_cast<double>(table->indexes.size()) : 0;
    auto bytes = table ? static_cast<double>(table->size.count) : 0;
    double row = table && table->rows > 0 ? bytes / table->rows : 0;
    // The first change of a page after a checkpoint takes the whole page along.
    double wal = changed->rows * (row + wal_record + indexes * wal_record) +
                 std::min(changed->rows * static_cast<double>(page_bytes), bytes);
    works.push_back({Work::Kind::changes_rows,
                     changed->table,
                     changed->rows,
                     {},
                     changed->rows * (change_row + indexes * change_index),
                     wal,
                     changed->rows * row});
  }
  return works;
}

Seconds seconds_of(const std::vector<Work>& works) {
  double all = 0;
  for (auto& work : works) all += work.seconds;
  return {all};
}

const Work* heaviest(const std::vector<Work>& works) {
  auto most = std::ranges::max_element(
      works, {}, [](const Work& work) { return std::pair(work.kind == Work::Kind::writes_again, work.seconds); });
  return most == works.end() ? nullptr : &*most;
}

}  // namespace ante::judge
