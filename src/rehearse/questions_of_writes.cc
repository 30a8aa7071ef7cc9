#include "rehearse/questions_of_writes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/questions.h"
#include "sql/tokens.h"
#include "sql/write.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using sql::Write;

bool is_constant(const std::string& expression) {
  auto tokens = sql::scan(expression);
  return tokens && tokens->size() == 1 && tokens->front().kind == sql::Token::Kind::constant;
}

// Nothing in it names another table, in whose schema it would have to be looked for.
bool is_of_its_own_table(const std::string& text) {
  auto lowered = lower(text);
  return !has_word(lowered, "select") && !has_word(lowered, "from") && !has_word(lowered, "default");
}

// "character varying(20)" to "character varying": a cast would cut off what is too long. `character` alone is one
// character, and `bit` one bit. Types of the database's own may run functions of its own: there is no cast to these.
std::string cast_to(std::string type) {
  if (auto open = type.find('('), close = type.find(')'); open != type.npos && close != type.npos)
    type.erase(open, close + 1 - open);
  if (type == "character") type = "bpchar";
  return type.starts_with("bit") || contains(type, ".") ? "" : "::" + type;
}

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

  // Columns of the keys of unique indexes over all rows. Of the others, by expressions or of some rows, nothing is
  // asked, nor of those that wait for the end of the transaction: `all_unique_keys_` says whether there are none.
  std::vector<std::vector<std::string>> unique_keys() {
    std::vector<std::vector<std::string>> keys;
    for (auto& index : snapshot_.catalog.indexes) {
      if (index.table != table_ || !index.unique) continue;
      auto method = index.definition.find(" USING ");
      auto open = method == index.definition.npos ? method : index.definition.find('(', method);
      auto columns = open == index.definition.npos ? std::vector<std::string>{}
                                                   : list_in(bracket_at(index.definition, open).inside);
      bool plain = !columns.empty() && !index.partial && index.valid && !waits(index) &&
                   std::ranges::all_of(columns, [](auto& column) { return column.find_first_of(" (") == column.npos; });
      if (plain)
        keys.push_back(std::move(columns));
      else
        all_unique_keys_ = false;
    }
    return keys;
  }

  bool waits(const catalog::Index& index) const {
    return std::ranges::any_of(snapshot_.catalog.constraints, [&](auto& constraint) {
      return constraint.index == index.name && contains(constraint.definition, " DEFERRABLE");
    });
  }

  // Foreign keys that are looked at with the statement, not at the transaction's end.
  std::vector<std::pair<const catalog::Constraint*, ForeignKey>> foreign_keys() {
    std::vector<std::pair<const catalog::Constraint*, ForeignKey>> keys;
    for (auto& constraint : snapshot_.catalog.constraints) {
      if (constraint.kind != "foreign" || constraint.parent) continue;
      auto key = foreign_key_in(constraint.definition);
      bool plain = key && !contains(constraint.definition, " DEFERRABLE") && constraint.relation != key->parent;
      if (plain)
        keys.emplace_back(&constraint, *key);
      else if (constraint.relation == table_ || (key && key->parent == table_))
        all_foreign_keys_ = false;
    }
    return keys;
  }

  void ask_of_rows_that_point_here() {
    if (!is_of_its_own_table(write_.where)) return;
    for (auto& [constraint, key] : foreign_keys()) {
      bool gives_way =
          contains(constraint->definition, " ON DELETE CASCADE") || contains(constraint->definition, " ON DELETE SET ");
      if (key.parent != table_ || gives_way) continue;
      std::vector<std::string> same;
      for (std::size_t i = 0; i < key.columns.size(); ++i)
        same.push_back(fmt::format("child.{} = gone.{}", key.columns[i], key.keys[i]));
      add({table_, constraint->relation}, "23503",
          fmt::format("rows of {} that point to what it deletes", constraint->relation),
          fmt::format("{} AS child JOIN (SELECT {}.* FROM {}{}) AS gone ON {}", constraint->relation, write_.alias,
                      target(), condition(), join(same, " AND ")));
    }
    for (auto& asked : questions_) asked.question.settles = all_foreign_keys_;
  }

  // Two rows that differ before it may have the same key after it.
  void ask_of_keys_made_equal() {
    std::map<std::string, std::string> set(write_.set.begin(), write_.set.end());
    if (!is_of_its_own_table(write_.where)) return;
    for (auto& [column, value] : set)
      if (!is_of_its_own_table(value)) return;
    for (auto& key : unique_keys()) {
      bool written = false, constant = true;
      std::vector<std::string> values, given;
      for (auto& column : key) {
        auto found = set.find(column);
        if (found == set.end()) {
          values.push_back(fmt::format("{}.{}", write_.alias, column));
        } else {
          written = true, constant = constant && is_constant(found->second);
          values.push_back(fmt::format("CASE WHEN {} THEN {} ELSE {}.{} END",
                                       write_.where.empty() ? "true" : "(" + write_.where + ")", found->second,
                                       write_.alias, column));
        }
        given.push_back(fmt::format("({}) IS NOT NULL", values.back()));
      }
      if (!written) continue;
      add({table_}, "23505",
          fmt::format("values of {} that are in {} more than once after it", join(key, ", "), table_),
          fmt::format("{} WHERE {} GROUP BY {} HAVING count(*) > 1", target(), join(given, " AND "),
                      join(values, ", ")));
      questions_.back().question.only_the_rows = constant;
      // Rows are looked at one by one: in between, two may have the same key.
      questions_.back().question.settles = false;
      if (!constant) ask_of_keys_not_given_up_yet(key, values);
    }
  }

  // A row gets the key of one that stands behind it, and has not got its own new key yet.
  void ask_of_keys_not_given_up_yet(const std::vector<std::string>& key, const std::vector<std::string>& values) {
    std::vector<std::string> columns{fmt::format("{}.ctid AS ante_place", write_.alias)}, same;
    for (std::size_t i = 0; i < key.size(); ++i) {
      columns.push_back(fmt::format("{}.{} AS ante_old_{}, {} AS ante_new_{}", write_.alias, key[i], i, values[i], i));
      same.push_back(fmt::format("one.ante_new_{0} = other.ante_old_{0}", i));
    }
    auto rows = fmt::format("(SELECT {} FROM {}{})", join(columns, ", "), target(), condition());
    add({table_}, "23505",
        fmt::format("rows of {} that get the {} of a row that is written after them", table_, join(key, ", ")),
        fmt::format("{0} AS one JOIN {0} AS other ON one.ante_place < other.ante_place AND {1}", rows,
                    join(same, " AND ")));
    questions_.back().question.only_the_rows = true;
    questions_.back().question.settles = false;
  }

  // What an INSERT gives a column, as the question has it; nothing for one that it leaves out.
  std::string coming_value(const std::string& column) const {
    if (std::ranges::find(write_.columns, column) == write_.columns.end()) return {};
    auto known = std::ranges::find_if(snapshot_.catalog.columns, [&](auto& one) {
      return one.relation == table_ && twin::bare_name(one.name) == twin::bare_name(column);
    });
    if (known == snapshot_.catalog.columns.end()) return {};
    return fmt::format("{}.{}{}", coming, column, cast_to(known->type));
  }

  std::string same(const std::vector<std::string>& mine, const std::vector<std::string>& theirs,
                   std::string_view of) const {
    std::vector<std::string> pairs;
    for (std::size_t i = 0; i < mine.size(); ++i) {
      auto value = coming_value(mine[i]);
      if (value.empty()) return {};
      pairs.push_back(fmt::format("{}.{} = {}", of, theirs[i], value));
    }
    return join(pairs, " AND ");
  }

  void ask_of_rows_to_come() {
    if (write_.columns.empty() || write_.over_conflicts || !is_of_its_own_table(write_.rows)) return;
    auto rows = fmt::format("({}) AS {} ({})", write_.rows, coming, join(write_.columns, ", "));
    for (auto& key : unique_keys()) {
      auto pairs = same(key, key, "known");
      if (pairs.empty()) {
        all_unique_keys_ = false;
        continue;
      }
      add({table_}, "23505", fmt::format("rows of {} with a {} that it inserts", table_, join(key, ", ")),
          fmt::format("{} AS known JOIN {} ON {}", table_, rows, pairs));
    }
    for (auto& [constraint, key] : foreign_keys()) {
      if (constraint->relation != table_) continue;
      auto pairs = same(key.columns, key.keys, "parent");
      if (pairs.empty()) {
        all_foreign_keys_ = false;
        continue;
      }
      std::vector<std::string> given;
      for (auto& column : key.columns) given.push_back(fmt::format("{}.{} IS NOT NULL", coming, column));
      add({table_, key.parent}, "23503",
          fmt::format("rows that it inserts whose {} is not in {}", join(key.columns, ", "), key.parent),
          fmt::format("{} WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})", rows, join(given, " AND "),
                      key.parent, pairs));
    }
    for (auto& [tables, question] : questions_) {
      question.only_the_rows = true;
      question.settles = question.sqlstate == "23505" ? all_unique_keys_ : all_foreign_keys_;
    }
  }

  void add(std::vector<std::string> tables, const char* sqlstate, std::string what, const std::string& rows) {
    questions_.push_back({std::move(tables), {std::move(what), counting(rows), sqlstate}});
  }

  const snapshot::Snapshot& snapshot_;
  const Write& write_;
  std::string table_;
  bool all_unique_keys_ = true, all_foreign_keys_ = true;
  std::vector<QuestionOfWrite> questions_;
};

}  // namespace

std::optional<std::string> table_meant(const snapshot::Snapshot& snapshot, const Write& write) {
  bool in_schema = twin::without_schema(write.table) != twin::bare_name(write.table);
  std::vector<std::string> meant;
  for (auto& table : snapshot.catalog.tables)
    if ((table.kind == "table" || table.kind == "partitioned") &&
        (table.name == write.table || (!in_schema && twin::without_schema(table.name) == twin::bare_name(write.table))))
      meant.push_back(table.name);
  return meant.size() == 1 ? std::optional(meant[0]) : std::nullopt;
}

std::vector<QuestionOfWrite> questions_of_write(const snapshot::Snapshot& snapshot, const StatementOutcome& statement) {
  auto write = sql::read_write(statement.step.sql);
  auto table = write && write->beside.empty() ? table_meant(snapshot, *write) : std::nullopt;
  return table ? OfWrite(snapshot, *write, *table).questions() : std::vector<QuestionOfWrite>{};
}

std::vector<QuestionOfWrite> questions_of_rows_found(const snapshot::Snapshot& snapshot, const std::string& sql) {
  auto write = sql::read_write(sql);
  auto table = write && write->over_conflicts ? table_meant(snapshot, *write) : std::nullopt;
  if (!table) return {};
  write->over_conflicts = false;
  auto questions = OfWrite(snapshot, *write, *table).questions();
  std::erase_if(questions, [](auto& one) { return one.question.sqlstate != "23505"; });
  return questions;
}

}  // namespace ante::rehearse
