#include "judge/physics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "rehearse/definition.h"

namespace ante::judge {
namespace {

using rehearse::TableFigures;

// Measured by bench/physics on the machine that physics.h names, PostgreSQL 15.
constexpr double read_byte = 1 / 4e9, read_row = 0.07e-6, function_byte = 1.7e-9;
constexpr double rewrite_byte = 1 / 400e6, rewrite_row = 0.3e-6, without_wal = 0.6;
// A sort compares each row with others as often as the logarithm of their number; text by the rules of a language.
constexpr double compare = 12.5e-9, compare_text = 45e-9, build_byte = 1 / 400e6;
constexpr double hash_row = 1.1e-6, summarize_row = 0.05e-6,
                 split_row = 8e-6;  // of a hash, a BRIN, a GIN or GiST index
constexpr double delete_row = 0.85e-6, update_row = 1.8e-6, insert_row = 0.5e-6, change_byte = 1 / 150e6;
// The first index is mostly a key that grows; entries of others go anywhere.
constexpr double write_key = 0.5e-6, write_entry = 2e-6;
constexpr double change_page = 10e-6;  // the first time after a checkpoint: all of it goes to the WAL
constexpr double wal_record = 80;      // bytes, of a row or an index entry beside its data
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

bool by_text(const std::string& index, const std::string& definition, const TableFigures& table) {
  for (auto& known : table.indexes)
    if (known.index == index) return known.by_text;
  auto keys = definition.find('(', std::min(definition.find(" USING "), definition.size()));
  return keys != definition.npos && rehearse::names_one_of(table.text_columns, definition.substr(keys));
}

double read_seconds(const TableFigures& table) {
  return static_cast<double>(table.size.count) * read_byte + table.rows * read_row;
}

// What a statement's effects are at production's size.
class Reckoning {
 public:
  Reckoning(const rehearse::StatementOutcome& statement, const rehearse::Rehearsal& rehearsal)
      : statement_(statement), tables_(rehearsal.tables), after_(rehearsal.sizes_after) {}

  std::vector<Work> works() {
    auto& certain = statement_.effects;
    auto& on_rows = statement_.on_rows;
    auto rewritten = certain.rewritten, scanned = certain.scanned, built = certain.built;
    add(rewritten, on_rows.rewritten), add(scanned, on_rows.scanned), add(built, on_rows.built);
    // An empty table is always read from end to end; production's plan knows better.
    if (auto& changed = statement_.changed) {
      std::erase_if(
          scanned, [&](auto& table) { return std::ranges::find(changed->by_index, table) != changed->by_index.end(); });
      add(scanned, changed->read_whole);
    }
    for (auto& name : rewritten)
      if (auto* table = find(tables_, name)) write_again(*table);
    for (auto& index : built) build(index, scanned);
    for (auto& name : scanned) {
      if (std::ranges::find(read_for_that_, name) != read_for_that_.end()) continue;
      if (auto* table = find(tables_, name))
        works_.push_back({Work::Kind::reads, name, table->rows, table->size, reading(*table)});
    }
    if (auto& changed = statement_.changed; changed && changed->rows > 0 && !changed->at_most) change_rows(*changed);
    return std::move(works_);
  }

 private:
  const rehearse::SizeAfter* after(const std::string& relation) const {
    auto found = std::ranges::find(after_, relation, &rehearse::SizeAfter::relation);
    return found == after_.end() || found->size.count == 0 ? nullptr : &*found;
  }

  void write_again(const TableFigures& table) {
    auto* known = after(table.table);
    auto size = known ? known->size : table.size;
    auto bytes = static_cast<double>(size.count);
    bool logged = !is_unlogged(table.table);
    works_.push_back({Work::Kind::writes_again, table.table, table.rows, size,
                      (bytes * rewrite_byte + table.rows * rewrite_row) * (logged ? 1 : without_wal) +
                          static_cast<double>(table.size.count) * read_byte,
                      logged ? bytes : 0, bytes});
    read_for_that_.push_back(table.table);
  }

  double reading(const TableFigures& table) const {
    auto* index = of_foreign_key(table);
    if (!index) return read_seconds(table) + asked(table);
    return static_cast<double>(index->size.count) * read_byte + table.rows * read_row;
  }

  // An index that begins with the columns of a foreign key has all that it asks of the rows.
  const rehearse::IndexFigures* of_foreign_key(const TableFigures& table) const {
    for (auto& difference : statement_.effects.catalog) {
      auto key = rehearse::foreign_key_in(difference.after);
      if (difference.kind != "constraint" || !key || rehearse::parted(difference.object).first != table.table) continue;
      std::string columns;
      for (auto& column : key->columns) columns += (columns.empty() ? "" : ", ") + column;
      for (auto& index : table.indexes)
        if (index.keys == columns || index.keys.starts_with(columns + ", ")) return &index;
    }
    return nullptr;
  }

  // A function that a CHECK calls looks at every byte of a text: how long the text is in the row nobody knows here.
  double asked(const TableFigures& table) const {
    static const std::regex call(R"(\w\()");
    bool calls = std::ranges::any_of(statement_.effects.catalog, [&](auto& difference) {
      return difference.kind == "constraint" && difference.after.starts_with("CHECK") &&
             rehearse::parted(difference.object).first == table.table && std::regex_search(difference.after, call);
    });
    return calls ? static_cast<double>(table.size.count) * function_byte : 0;
  }

  bool is_unlogged(const std::string& table) const {
    return std::ranges::any_of(statement_.effects.catalog, [&](auto& difference) {
      return difference.object == table && difference.field == "persistence" && difference.after == "unlogged";
    });
  }

  void build(const std::string& index, const std::vector<std::string>& read) {
    auto definition = definition_of(index);
    auto* known = after(index);
    auto* table = known ? find(tables_, known->table) : nullptr;
    if (!table) table = table_of(index, definition, tables_, read);
    if (!table) return;
    double rows = known && known->rows >= 1 ? known->rows : table->rows;
    auto size = known ? known->size : size_of(index, *table);
    auto bytes = static_cast<double>(size.count);
    bool text = by_text(index, definition, *table);
    works_.push_back(
        {Work::Kind::builds, index, rows, size,
         read_seconds(*table) + keys_seconds(known ? known->method : "btree", rows, text) + bytes * build_byte, bytes,
         bytes});
    read_for_that_.push_back(table->table);
  }

  static double keys_seconds(const std::string& method, double rows, bool by_text) {
    if (method == "brin") return rows * summarize_row;
    if (method == "hash") return rows * hash_row;
    if (method == "gin" || method == "gist" || method == "spgist") return rows * split_row;
    return rows * std::log2(std::max(2.0, rows)) * (by_text ? compare_text : compare);
  }

  Bytes size_of(const std::string& index, const TableFigures& table) const {
    for (auto& known : table.indexes)
      if (known.index == index && known.size.count > 0) return known.size;
    return {static_cast<std::int64_t>(table.rows * bytes_of_index_row)};
  }

  std::string definition_of(const std::string& index) const {
    for (auto& difference : statement_.effects.catalog)
      if (difference.kind == "index" && difference.object == index) return difference.after;
    return {};
  }

  void change_rows(const rehearse::ChangedRows& changed) {
    auto* table = find(tables_, changed.table);
    auto indexes = table ? static_cast<double>(table->indexes.size()) : 0;
    auto bytes = table ? static_cast<double>(table->size.count) : 0;
    double row = table && table->rows > 0 ? bytes / table->rows : 0;
    bool deletes = changed.operation == "Delete", inserts = changed.operation == "Insert";
    // Who deletes a row leaves its entries in the indexes to the vacuum.
    double entries = deletes ? 0 : indexes, written = deletes ? 0 : changed.rows * row;
    double pages = inserts ? 0 : std::min(changed.rows, bytes / static_cast<double>(page_bytes));
    double one = (deletes   ? delete_row
                  : inserts ? insert_row
                            : update_row) +
                 (entries > 0 ? write_key + (entries - 1) * write_entry : 0);
    works_.push_back(
        {Work::Kind::changes_rows,
         changed.table,
         changed.rows,
         {},
         changed.rows * one + written * change_byte + pages * change_page,
         changed.rows * (row + wal_record + entries * wal_record) + pages * static_cast<double>(page_bytes),
         written});
  }

  const rehearse::StatementOutcome& statement_;
  const std::vector<TableFigures>& tables_;
  const std::vector<rehearse::SizeAfter>& after_;
  std::vector<Work> works_;
  std::vector<std::string> read_for_that_;
};

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

std::vector<Work> works_of(const rehearse::StatementOutcome& statement, const rehearse::Rehearsal& rehearsal) {
  return Reckoning(statement, rehearsal).works();
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
