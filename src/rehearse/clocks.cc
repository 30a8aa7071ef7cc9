#include "rehearse/clocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "rehearse/definition.h"
#include "sql/statement.h"

namespace ante::rehearse {
namespace {

using catalog::Catalog;
using catalog::Difference;
using What = Difference::What;

// The greatest value of a type of integers; 0 of any other.
double greatest_of(std::string_view type) {
  if (type == "smallint") return 32767;
  if (type == "integer") return 2147483647;
  if (type == "bigint") return 9223372036854775807.0;
  return 0;
}

// The characters that a text may have; 0 of what is no text.
double longest_of(const std::string& type) {
  if (type == "text" || type == "character varying") return std::numeric_limits<double>::infinity();
  auto bracket = type.starts_with("character") ? type.find('(') : type.npos;
  return bracket == type.npos ? 0 : std::atof(type.c_str() + bracket + 1);
}

std::optional<double> number_in(const catalog::Text& text) {
  if (!text || text->empty()) return {};
  char* end = nullptr;
  double number = std::strtod(text->c_str(), &end);
  return *end == 0 ? std::optional(number) : std::nullopt;
}

struct ColumnsByName {
  explicit ColumnsByName(const Catalog& catalog) {
    for (auto& column : catalog.columns)
      if (!column.dropped) found[{column.relation, column.name}] = &column;
  }
  const catalog::Column* of(const std::string& relation, const std::string& name) const {
    auto at = found.find({relation, name});
    return at == found.end() ? nullptr : at->second;
  }
  std::map<std::pair<std::string, std::string>, const catalog::Column*> found;
};

struct Indexes {
  explicit Indexes(const Catalog& catalog) {
    for (auto& column : catalog.columns) names[{column.relation, column.number}] = column.name;
    for (auto& index : catalog.indexes) of_table[index.table].push_back(&index);
  }
  // Its columns; "" is an expression.
  std::vector<std::string> keys(const catalog::Index& index) const {
    std::vector<std::string> columns;
    for (auto& number : split(index.keys, ' ')) {
      if (std::ssize(columns) == index.key_columns) break;
      auto name = names.find({index.table, std::atoi(number.c_str())});
      columns.push_back(name == names.end() ? "" : name->second);
    }
    return columns;
  }
  // Finds rows by exactly these columns, in any order.
  bool lead_with(const std::string& table, const std::vector<std::string>& columns) const {
    auto found = of_table.find(table);
    return found != of_table.end() && std::ranges::any_of(found->second, [&](auto* index) {
             auto only = fmt::format("WHERE ({} IS NOT NULL)", columns.front());
             if (!index->valid || (index->partial && !index->definition.ends_with(only))) return false;
             if (index->method != "btree" && (index->method != "hash" || columns.size() > 1)) return false;
             auto first = keys(*index);
             if (first.size() < columns.size()) return false;
             first.resize(columns.size());
             return std::ranges::is_permutation(first, columns);
           });
  }
  std::map<std::pair<std::string, int>, std::string> names;
  std::map<std::string, std::vector<const catalog::Index*>> of_table;
};

// What the traffic does to tables, by their bare names: rows a second.
struct Traffic {
  explicit Traffic(const snapshot::Snapshot& snapshot) {
    for (auto& shape : snapshot.workload) {
      auto facts = sql::facts(shape.text);
      if (!facts || facts->relations.empty()) continue;
      auto table = twin::without_schema(facts->relations.front());
      double rows = shape.calls > 0 && shape.rows > 0 ? shape.rows / shape.calls : 1;
      if (facts->kind == "InsertStmt") inserted[table] += shape.calls_per_second * rows;
      if (facts->kind == "DeleteStmt") deleted[table] += std::max(shape.calls_per_second, 1e-9);
    }
  }
  static double of(const std::map<std::string, double>& rates, const std::string& table) {
    auto rate = rates.find(twin::without_schema(table));
    return rate == rates.end() ? 0 : rate->second;
  }
  std::map<std::string, double> inserted, deleted;
};

class Looking {
 public:
  Looking(const snapshot::Snapshot& snapshot, const Left& left, const std::vector<StatementOutcome>& statements)
      : snapshot_(snapshot),
        left_(left),
        statements_(statements),
        before_(snapshot.catalog),
        after_(left.catalog),
        indexes_before_(snapshot.catalog),
        indexes_after_(left.catalog),
        traffic_(snapshot) {
    for (auto& index : snapshot.indexes)
      if (auto high = number_in(index.high)) high_[index.index] = *high;
    for (auto& size : snapshot.sizes) rows_[size.relation] = std::max(0.0, size.tuples);
    for (auto& position : snapshot.sequences)
      if (auto last = number_in(position.last_value)) last_[position.sequence] = *last;
  }

  std::vector<Clock> all() {
    keys_that_run_out();
    keys_that_point();
    sequences_behind();
    ages();
    invalid_indexes();
    return std::move(clocks_);
  }

 private:
  void add(Clock clock) { clocks_.push_back(std::move(clock)); }

  // The first statement with a difference that is like this.
  template <class Like>
  std::optional<std::size_t> maker(Like&& like) const {
    for (std::size_t i = 0; i < statements_.size(); ++i)
      if (std::ranges::any_of(statements_[i].effects.catalog, like)) return i;
    return {};
  }

  // The greatest value of a column, as an index that begins with it says.
  double highest(const Indexes& indexes, const std::string& table, const std::string& column) const {
    double highest = 0;
    if (auto found = indexes.of_table.find(table); found != indexes.of_table.end())
      for (auto* index : found->second)
        if (auto high = high_.find(index->name); high != high_.end() && indexes.keys(*index).front() == column)
          highest = std::max(highest, high->second);
    return highest;
  }

  void keys_that_run_out() {
    std::set<std::pair<std::string, std::string>> drawn;
    for (auto& sequence : left_.catalog.sequences) {
      if (!sequence.owned_by_table || !sequence.owned_by_column || sequence.cycle || sequence.increment <= 0) continue;
      auto& table = *sequence.owned_by_table;
      auto* column = after_.of(table, *sequence.owned_by_column);
      double end = column ? greatest_of(column->type) : 0;
      if (!column || end <= 0) continue;
      drawn.insert({table, column->name});
      double reached = highest(indexes_before_, table, column->name);
      auto last = last_.find(sequence.name);
      auto moved = left_.moved.find(sequence.name);
      double stood = last == last_.end() ? 0 : last->second;
      double stands = moved == left_.moved.end() ? stood : static_cast<double>(moved->second - sequence.increment);
      // A new one numbers the rows that are there.
      bool is_new = !before_.of(table, column->name);
      if (is_new) reached = std::max(reached, rows_of(table));
      end = std::min(end, static_cast<double>(sequence.maximum));
      auto* was = known(sequence);
      bool is_nearer =
          was && (stands > stood || sequence.increment > was->increment || sequence.maximum < was->maximum);
      runs_out(table, *column, std::max(reached, stands), end,
               Traffic::of(traffic_.inserted, table) * static_cast<double>(sequence.increment),
               is_new
                   ? maker([&](auto& one) { return one.kind == "column" && one.object == table + "." + column->name; })
               : is_nearer ? mover(sequence.name, table)
                           : std::nullopt);
    }
    for (auto& index : left_.catalog.indexes) {
      if (!index.primary || index.key_columns != 1) continue;
      auto name = indexes_after_.keys(index).front();
      auto* column = after_.of(index.table, name);
      if (!column || drawn.contains({index.table, name}) || greatest_of(column->type) <= 0) continue;
      runs_out(index.table, *column, highest(indexes_before_, index.table, name), greatest_of(column->type),
               Traffic::of(traffic_.inserted, index.table), std::nullopt);
    }
  }

  void runs_out(const std::string& table, const catalog::Column& column, double reached, double end, double per_second,
                std::optional<std::size_t> made_by) {
    // Of all values, and seconds: what that means is for others to say.
    constexpr double worth_a_look = 0.1, near = 5.0 * 365 * 86400;
    if (reached < worth_a_look * end && (end - reached) / std::max(per_second, 1e-9) > near) return;
    auto object = table + "." + column.name;
    add({.what = Clock::What::key_runs_out,
         .object = object,
         .made_by = made_by,
         .type = column.type,
         .reached = reached,
         .end = end,
         .per_second = per_second});
  }

  void keys_that_point() {
    for (auto& constraint : left_.catalog.constraints) {
      auto key = foreign_key_in(constraint.definition);
      // Of a partition its table's says it.
      if (!key || constraint.parent || !constraint.references) continue;
      narrow(constraint, *key);
      without_index(constraint, *key);
    }
  }

  // Whether it was so before the change.
  const catalog::Constraint* known(const catalog::Constraint& constraint) const {
    for (auto& one : snapshot_.catalog.constraints)
      if (one.relation == constraint.relation && one.name == constraint.name) return &one;
    return nullptr;
  }

  void narrow(const catalog::Constraint& constraint, const ForeignKey& key) {
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
      auto narrower = [&](const ColumnsByName& columns) {
        auto *own = columns.of(constraint.relation, key.columns[i]),
             *theirs = columns.of(*constraint.references, key.keys[i]);
        if (!own || !theirs) return false;
        return (greatest_of(own->type) > 0 && greatest_of(own->type) < greatest_of(theirs->type)) ||
               (longest_of(own->type) > 0 && longest_of(own->type) < longest_of(theirs->type));
      };
      if (!narrower(after_)) continue;
      auto own = constraint.relation + "." + key.columns[i], theirs = *constraint.references + "." + key.keys[i];
      std::optional<std::size_t> made_by;
      auto object = constraint.relation + "." + constraint.name;
      // VALIDATE makes nothing, and is the time to see it.
      made_by = maker([&](auto& one) { return one.kind == "constraint" && one.object == object; });
      if (!made_by && !narrower(before_))
        made_by = maker([&](auto& one) {
          return (one.kind == "column" && one.field == "type" && (one.object == own || one.object == theirs));
        });
      auto *narrow = after_.of(constraint.relation, key.columns[i]),
           *wide = after_.of(*constraint.references, key.keys[i]);
      add({.what = Clock::What::key_too_narrow,
           .object = own,
           .made_by = made_by,
           .type = narrow->type,
           .other = fmt::format("{} of {}", wide->type, theirs),
           .reached = highest(indexes_before_, *constraint.references, key.keys[i]),
           .end = greatest_of(narrow->type),  // 0 of a text
           .per_second = Traffic::of(traffic_.inserted, *constraint.references)});
    }
  }

  void without_index(const catalog::Constraint& constraint, const ForeignKey& key) {
    if (indexes_after_.lead_with(constraint.relation, key.columns)) return;
    std::optional<std::size_t> made_by;
    if (!known(constraint))
      made_by = maker([&](auto& one) {
        return one.kind == "constraint" && one.object == constraint.relation + "." + constraint.name;
      });
    else if (indexes_before_.lead_with(constraint.relation, key.columns))
      made_by = maker([&](auto& one) {
        return one.kind == "index" && one.what != What::added &&
               (contains(one.before, fmt::format(" ON {} ", constraint.relation)) || one.what == What::changed);
      });
    add({.what = Clock::What::key_without_index,
         .object = constraint.relation + "." + constraint.name,
         .made_by = made_by,
         .other = *constraint.references,
         .per_second = Traffic::of(traffic_.deleted, *constraint.references),
         .rows = rows_of(constraint.relation),
         .sql = {fmt::format("CREATE INDEX CONCURRENTLY ON {} ({})", constraint.relation, join(key.columns, ", "))}});
  }

  double rows_of(const std::string& table) const {
    double rows = 0;
    if (auto known = rows_.find(table); known != rows_.end()) rows = known->second;
    for (auto& part : left_.catalog.tables)
      if (std::ranges::find(part.parents, table) != part.parents.end()) rows += rows_of(part.name);
    return rows;
  }

  bool is_new(const std::string& table) const {
    return std::ranges::find(snapshot_.catalog.tables, table, &catalog::Table::name) == snapshot_.catalog.tables.end();
  }

  const catalog::Sequence* known(const catalog::Sequence& sequence) const {
    auto one = std::ranges::find(snapshot_.catalog.sequences, sequence.name, &catalog::Sequence::name);
    return one == snapshot_.catalog.sequences.end() ? nullptr : &*one;
  }

  // The statement that moved a sequence: setval() and RESTART are in no catalog.
  std::optional<std::size_t> mover(const std::string& sequence, const std::string& table) const {
    if (auto by_catalog = maker([&](auto& one) { return one.object == sequence; })) return by_catalog;
    auto bare = twin::without_schema(sequence), owner = twin::without_schema(table);
    for (std::size_t i = statements_.size(); i-- > 0;) {
      auto& sql = statements_[i].step.sql;
      if (has_word(sql, bare) || (has_word(lower(sql), "restart") && has_word(sql, owner))) return i;
    }
    return {};
  }

  // Set back to what the rows have already.
  void set_back(std::set<std::string>& said) {
    for (auto& sequence : left_.catalog.sequences) {
      auto moved = left_.moved.find(sequence.name);
      auto last = last_.find(sequence.name);
      if (moved == left_.moved.end() || last == last_.end() || sequence.increment <= 0) continue;
      auto next = static_cast<double>(moved->second);
      bool owned = sequence.owned_by_table && sequence.owned_by_column;
      if (next > last->second || !owned || rows_of(*sequence.owned_by_table) <= 0) continue;
      if (std::ranges::find(left_.emptied, *sequence.owned_by_table) != left_.emptied.end()) continue;
      auto &table = *sequence.owned_by_table, &column = *sequence.owned_by_column;
      if (!said.insert(sequence.name).second) continue;
      add({.what = Clock::What::sequence_behind,
           .object = fmt::format("{}.{}", table, column),
           .made_by = mover(sequence.name, table),
           .other = sequence.name,
           .reached = next,
           .end = std::max(highest(indexes_before_, table, column), last->second),
           .sql = {greatest_as_last(sequence.name, table, column)}});
    }
  }

  static std::string greatest_as_last(const std::string& sequence, const std::string& table,
                                      const std::string& column) {
    return fmt::format("SELECT setval('{}', (SELECT max({}) FROM {}))", replace_all(sequence, "'", "''"), column,
                       table);
  }

  void sequences_behind() {
    std::set<std::string> said;
    set_back(said);
    // Rows that the change writes: on empty tables there are no others.
    for (auto& drawn : left_.on_empty) {
      auto last = last_.find(drawn.sequence);
      auto next = std::max(static_cast<double>(drawn.next), last == last_.end() ? 0 : last->second + 1);
      if (static_cast<double>(drawn.greatest) < next || !said.insert(drawn.sequence).second) continue;
      behind(drawn, next, static_cast<double>(drawn.greatest));
    }
    // A sequence that the change makes, beside whatever rows there are.
    for (auto& drawn : left_.on_rows) {
      auto known = std::ranges::find(snapshot_.catalog.sequences, drawn.sequence, &catalog::Sequence::name);
      if (known != snapshot_.catalog.sequences.end() || drawn.greatest < drawn.next) continue;
      if (said.insert(drawn.sequence).second)
        behind(drawn, static_cast<double>(drawn.next),
               is_new(drawn.table) ? 0 : highest(indexes_before_, drawn.table, drawn.column));
    }
    // Production's own: an index says which values there are. It is read later than the sequences are.
    constexpr double while_captured = 10'000;
    for (auto& sequence : snapshot_.catalog.sequences) {
      auto last = last_.find(sequence.name);
      if (last == last_.end() || !sequence.owned_by_table || !sequence.owned_by_column || sequence.increment <= 0)
        continue;
      double high = highest(indexes_before_, *sequence.owned_by_table, *sequence.owned_by_column);
      if (high > last->second + while_captured)
        add({.what = Clock::What::sequence_behind,
             .object = *sequence.owned_by_table + "." + *sequence.owned_by_column,
             .other = sequence.name,
             .reached = last->second + static_cast<double>(sequence.increment),
             .end = high});
    }
  }

  void behind(const twin::Drawn& drawn, double next, double greatest) {
    add({.what = Clock::What::sequence_behind,
         .object = drawn.table + "." + drawn.column,
         .made_by = maker([&](auto& one) {
                      return one.object == drawn.sequence || one.object == drawn.table;
                    }).or_else([&] { return writer_of(drawn.table); }),
         .other = drawn.sequence,
         .reached = next,
         .end = greatest,
         .sql = {greatest_as_last(drawn.sequence, drawn.table, drawn.column)}});
  }

  std::optional<std::size_t> writer_of(const std::string& table) const {
    for (std::size_t i = 0; i < statements_.size(); ++i)
      for (auto& lock : statements_[i].effects.locks)
        if (lock.relation == table && lock.mode == "RowExclusiveLock") return i;
    return {};
  }

  // At two billion the server stops to write.
  void ages() {
    constexpr double stops = 2147483648.0 - 3'000'000;
    for (auto& figure : snapshot_.figures)
      if (figure.subject == "database" && (figure.name == "xid_age" || figure.name == "multixact_age"))
        if (figure.value > stops / 2)
          add({.what = Clock::What::age,
               .object = figure.name == "xid_age" ? "transactions" : "multixacts",
               .reached = figure.value,
               .end = stops});
  }

  void invalid_indexes() {
    for (auto& index : left_.catalog.indexes)
      if (!index.valid && !contains(index.definition, " ON ONLY "))
        add({.what = Clock::What::invalid_index,
             .object = index.name,
             .made_by = maker([&](auto& one) { return one.kind == "index" && one.object == index.name; }),
             .sql = {"DROP INDEX CONCURRENTLY " + index.name}});
  }

  const snapshot::Snapshot& snapshot_;
  const Left& left_;
  const std::vector<StatementOutcome>& statements_;
  ColumnsByName before_, after_;
  Indexes indexes_before_, indexes_after_;
  Traffic traffic_;
  std::map<std::string, double> high_, rows_, last_;
  std::vector<Clock> clocks_;
};

}  // namespace

std::vector<Clock> find_clocks(const snapshot::Snapshot& snapshot, const Left& left,
                               const std::vector<StatementOutcome>& statements) {
  return Looking(snapshot, left, statements).all();
}

}  // namespace ante::rehearse
