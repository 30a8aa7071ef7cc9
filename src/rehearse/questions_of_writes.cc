#include "rehearse/questions_of_writes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/questions.h"
#include "sql/tokens.h"
#include "sql/write.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using sql::Write;

// An INSERT's rows are called so in questions: as good as no function has that name.
constexpr const char* coming = "ante_coming";

bool is_constant(const std::string& expression) {
  auto tokens = sql::scan(expression);
  return tokens && tokens->size() == 1 && tokens->front().kind == sql::Token::Kind::constant;
}

// As the server writes it: in small letters, unless it is quoted.
std::string folded(const std::string& name) { return name.starts_with('"') ? name : lower(name); }

class OfWrite {
 public:
  OfWrite(const snapshot::Snapshot& snapshot, const Write& write, std::string table)
      : snapshot_(snapshot), write_(write), table_(std::move(table)) {}

  std::vector<QuestionOfWrite> questions() {
    switch (write_.kind) {
      case Write::Kind::inserts:
        ask_of_rows_to_come();
        break;
      case Write::Kind::updates:
        ask_of_keys_made_equal();
        break;
      case Write::Kind::deletes:
        ask_of_rows_that_point_here();
        break;
    }
    return std::move(questions_);
  }

 private:
  std::string target() const { return fmt::format("{} AS {}", table_, write_.alias); }
  std::string condition() const { return write_.where.empty() ? "" : fmt::format(" WHERE {}", write_.where); }

  // Columns of the keys of unique indexes over all rows; of expressions nothing is asked.
  std::vector<std::vector<std::string>> unique_keys() const {
    std::vector<std::vector<std::string>> keys;
    for (auto& index : snapshot_.catalog.indexes) {
      if (index.table != table_ || !index.unique || index.partial || !index.valid) continue;
      auto using_at = index.definition.find(" USING ");
      auto open = using_at == index.definition.npos ? using_at : index.definition.find('(', using_at);
      if (open == index.definition.npos) continue;
      auto columns = list_in(bracket_at(index.definition, open).inside);
      bool plain = std::ranges::all_of(columns, [](auto& column) { return column.find_first_of(" (") == column.npos; });
      if (plain && !columns.empty()) keys.push_back(std::move(columns));
    }
    return keys;
  }

  void ask_of_rows_that_point_here() {
    for (auto& constraint : snapshot_.catalog.constraints) {
      if (constraint.kind != "foreign" || constraint.parent || constraint.relation == table_) continue;
      auto key = foreign_key_in(constraint.definition);
      bool gives_way =
          contains(constraint.definition, " ON DELETE CASCADE") || contains(constraint.definition, " ON DELETE SET ");
      if (!key || key->parent != table_ || gives_way) continue;
      std::vector<std::string> same;
      for (std::size_t i = 0; i < key->columns.size(); ++i)
        same.push_back(fmt::format("child.{} = gone.{}", key->columns[i], key->keys[i]));
      add(constraint.relation, "23503", fmt::format("rows of {} that point to what it deletes", constraint.relation),
          fmt::format("{} AS child JOIN (SELECT {}.* FROM {}{}) AS gone ON {}", constraint.relation, write_.alias,
                      target(), condition(), join(same, " AND ")));
    }
  }

  // Two rows that differ before it may have the same key after it.
  void ask_of_keys_made_equal() {
    std::map<std::string, std::string> set;
    for (auto& [column, value] : write_.set) set[folded(column)] = value;
    for (auto& key : unique_keys()) {
      bool written = false, constant = true;
      std::vector<std::string> values, given;
      for (auto& column : key) {
        auto found = set.find(column);
        if (found == set.end()) {
          values.push_back(fmt::format("{}.{}", write_.alias, column));
        } else {
          written = true, constant = constant && is_constant(found->second);
          values.push_back(write_.where.empty() ? fmt::format("({})", found->second)
                                                : fmt::format("CASE WHEN ({}) THEN ({}) ELSE {}.{} END", write_.where,
                                                              found->second, write_.alias, column));
        }
        given.push_back(fmt::format("({}) IS NOT NULL", values.back()));
      }
      if (!written) continue;
      add(table_, "23505", fmt::format("values of {} that are in {} more than once after it", join(key, ", "), table_),
          fmt::format("{} WHERE {} GROUP BY {} HAVING count(*) > 1", target(), join(given, " AND "),
                      join(values, ", ")),
          constant);
    }
  }

  // What an INSERT gives each column, as `ante_coming` has it; nothing for a column that it leaves out.
  std::string coming_value(const std::string& column) const {
    auto named = std::ranges::find(columns_, column);
    if (named == columns_.end()) return {};
    auto known = std::ranges::find_if(snapshot_.catalog.columns, [&](auto& one) {
      return one.relation == table_ && twin::bare_name(one.name) == twin::bare_name(column);
    });
    if (known == snapshot_.catalog.columns.end()) return {};
    auto value = fmt::format("{}.{}", coming, column);
    // To cast to a type of the database's own may run functions of its own.
    return contains(known->type, ".") ? value : fmt::format("{}::{}", value, known->type);
  }

  void ask_of_rows_to_come() {
    for (auto& column : write_.columns) columns_.push_back(folded(column));
    if (columns_.empty() || has_word(lower(write_.rows), "default")) return;
    auto rows = fmt::format("({}) AS {} ({})", write_.rows, coming, join(columns_, ", "));
    auto same = [&](const std::vector<std::string>& mine, const std::vector<std::string>& theirs,
                    std::string_view of) -> std::string {
      std::vector<std::string> pairs;
      for (std::size_t i = 0; i < mine.size(); ++i) {
        auto value = coming_value(mine[i]);
        if (value.empty()) return {};
        pairs.push_back(fmt::format("{}.{} = {}", of, theirs[i], value));
      }
      return join(pairs, " AND ");
    };
    for (auto& key : unique_keys())
      if (auto pairs = same(key, key, "known"); !pairs.empty() && !write_.over_conflicts)
        add(table_, "23505", fmt::format("rows of {} with a {} that it inserts", table_, join(key, ", ")),
            fmt::format("{} AS known JOIN {} ON {}", table_, rows, pairs), true);
    for (auto& constraint : snapshot_.catalog.constraints) {
      if (constraint.kind != "foreign" || constraint.relation != table_ || constraint.parent) continue;
      auto key = foreign_key_in(constraint.definition);
      auto pairs = key && key->parent != table_ ? same(key->columns, key->keys, "parent") : std::string();
      if (pairs.empty()) continue;
      std::vector<std::string> given;
      for (auto& column : key->columns) given.push_back(fmt::format("{}.{} IS NOT NULL", coming, column));
      add(key->parent, "23503",
          fmt::format("rows that it inserts whose {} is not in {}", join(key->columns, ", "), key->parent),
          fmt::format("{} WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})", rows, join(given, " AND "),
                      key->parent, pairs),
          true);
    }
  }

  void add(const std::string& table, const char* sqlstate, std::string what, const std::string& rows,
           bool only_the_rows = false) {
    QuestionOfWrite asked{table, {std::move(what), counting(rows), sqlstate}};
    asked.question.only_the_rows = only_the_rows;
    questions_.push_back(std::move(asked));
  }

  const snapshot::Snapshot& snapshot_;
  const Write& write_;
  std::string table_;
  std::vector<std::string> columns_;
  std::vector<QuestionOfWrite> questions_;
};

}  // namespace

std::vector<QuestionOfWrite> questions_of_write(const snapshot::Snapshot& snapshot, const StatementOutcome& statement) {
  auto write = sql::read_write(statement.step.sql);
  if (!write) return {};
  auto written = folded(write->table);
  auto is_meant = [&](const std::string& name) { return name == written || twin::without_schema(name) == written; };
  std::vector<std::string> tables;
  for (auto& table : snapshot.catalog.tables)
    if (is_meant(table.name)) tables.push_back(table.name);
  // Of several, its locks say which one it is.
  for (auto& lock : statement.effects.locks)
    if (tables.size() > 1 && lock.mode == "RowExclusiveLock" && is_meant(lock.relation)) tables = {lock.relation};
  if (tables.size() != 1) return {};
  return OfWrite(snapshot, *write, tables[0]).questions();
}

}  // namespace ante::rehearse
