#include "rehearse/questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "pg/connection.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using catalog::Difference;
using What = Difference::What;

constexpr int most_counted = 1'000;  // rows that do not keep to it: whether there are more is of no use

// "public.orders.orders_check": the relation, and the name in it.
std::pair<std::string, std::string> parted(const std::string& object) {
  bool quoted = false;
  for (auto i = object.size(); i-- > 0;) {
    if (object[i] == '"') quoted = !quoted;
    if (object[i] == '.' && !quoted) return {object.substr(0, i), object.substr(i + 1)};
  }
  return {"", object};
}

// What stands in the brackets that open at `open`, and where they close; strings and quoted names may hold others.
struct Bracket {
  std::string inside;
  std::size_t end = std::string::npos;
};
Bracket bracket_at(std::string_view text, std::size_t open) {
  char quote = 0;
  int depth = 0;
  for (auto i = open; i < text.size(); ++i) {
    char c = text[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return {std::string(text.substr(open + 1, i - open - 1)), i + 1};
    }
  }
  return {};
}

std::vector<std::string> list_in(std::string_view text) {
  std::vector<std::string> parts(1);
  char quote = 0;
  int depth = 0;
  for (char c : text) {
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.emplace_back();
      continue;
    }
    parts.back() += c;
  }
  for (auto& part : parts) part = std::string(trim(part));
  return parts;
}

std::string counting(const std::string& rows) {
  return fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS found", rows, most_counted);
}

std::optional<DataQuestion> of_check(const std::string& table, std::string_view definition) {
  auto open = definition.find('(');
  auto condition = open == definition.npos ? Bracket{} : bracket_at(definition, open);
  if (condition.end == std::string::npos) return {};
  return DataQuestion{fmt::format("rows of {} that are not so: {}", table, one_line(condition.inside, 100)),
                      counting(fmt::format("{} WHERE NOT ({})", table, condition.inside))};
}

// FOREIGN KEY (a, b) REFERENCES public.p(x, y) …
std::optional<DataQuestion> of_foreign_key(const std::string& table, std::string_view definition) {
  constexpr std::string_view references = " REFERENCES ";
  auto own = bracket_at(definition, definition.find('('));
  auto at = definition.find(references);
  auto open = at == definition.npos ? at : definition.find('(', at);
  if (own.end == std::string::npos || open == definition.npos) return {};
  auto parent = std::string(trim(definition.substr(at + references.size(), open - at - references.size())));
  auto columns = list_in(own.inside), keys = list_in(bracket_at(definition, open).inside);
  if (columns.size() != keys.size()) return {};
  std::vector<std::string> given, same;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    given.push_back(fmt::format("child.{} IS NOT NULL", columns[i]));
    same.push_back(fmt::format("parent.{} = child.{}", keys[i], columns[i]));
  }
  return DataQuestion{fmt::format("rows of {} whose {} is not in {}", table, join(columns, ", "), parent),
                      counting(fmt::format("{} AS child WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
                                           table, join(given, " AND "), parent, join(same, " AND ")))};
}

// CREATE UNIQUE INDEX i ON public.t USING btree (a, lower(b)) WHERE (c IS NULL)
struct Unique {
  DataQuestion question;
  std::string only_column;  // where the statistics know of it: of one column, and of all rows
};
std::optional<Unique> of_unique_index(const std::string& table, const std::string& definition) {
  auto method = definition.find(" USING ");
  auto open = method == definition.npos ? method : definition.find('(', method);
  auto bracket = open == definition.npos ? Bracket{} : bracket_at(definition, open);
  if (bracket.end == std::string::npos) return {};
  auto rest = definition.substr(bracket.end);
  std::vector<std::string> keys, conditions;
  for (auto& key : list_in(bracket.inside)) {
    for (std::string_view order : {" NULLS FIRST", " NULLS LAST", " DESC", " ASC"})
      if (key.ends_with(order)) key.resize(key.size() - order.size());
    if (contains(key, " ") && !key.ends_with(')')) return {};  // a collation or a class of operators
    keys.push_back(key);
    if (!contains(rest, "NULLS NOT DISTINCT")) conditions.push_back(fmt::format("{} IS NOT NULL", key));
  }
  auto where = rest.find(" WHERE ");
  if (where != rest.npos) conditions.push_back(rest.substr(where + 7));
  auto list = join(keys, ", ");
  return Unique{{fmt::format("values of {} that are in {} more than once", list, table),
                 counting(fmt::format("{}{} GROUP BY {} HAVING count(*) > 1", table,
                                      conditions.empty() ? "" : " WHERE " + join(conditions, " AND "), list))},
                keys.size() == 1 && where == rest.npos ? keys[0] : ""};
}

class Asking {
 public:
  Asking(const snapshot::Snapshot& snapshot, Rehearsal& rehearsal) : snapshot_(snapshot), rehearsal_(rehearsal) {
    for (auto& constraint : snapshot.catalog.constraints)
      definitions_[constraint.relation + "." + constraint.name] = constraint.definition;
  }

  void add_of(StatementOutcome& statement) {
    for (auto& difference : statement.effects.catalog) {
      if (difference.what == What::added && difference.kind == "constraint") {
        definitions_[difference.object] = difference.after;
        if (!contains(difference.after, "NOT VALID")) add_constraint(statement, difference.object, false);
      } else if (difference.kind == "constraint" && difference.field == "validated" && difference.after == "true") {
        add_constraint(statement, difference.object, true);
      } else if (difference.what == What::added && difference.kind == "index" &&
                 difference.after.starts_with("CREATE UNIQUE")) {
        add_unique(statement, difference.after);
      } else if (difference.kind == "column" && difference.field == "not_null" && difference.after == "true") {
        add_not_null(statement, difference.object);
      }
    }
  }

 private:
  const TableFigures* with_rows(const std::string& name) const {
    auto table = std::ranges::find(rehearsal_.tables, name, &TableFigures::table);
    return table != rehearsal_.tables.end() && table->rows > 0 ? &*table : nullptr;
  }
  const snapshot::ColumnStatistics* statistics(const std::string& table, const std::string& column) const {
    for (auto& one : snapshot_.columns)
      if (one.relation == table && one.column == twin::bare_name(column)) return &one;
    return nullptr;
  }
  static void add(StatementOutcome& statement, std::optional<DataQuestion> question) {
    if (question) statement.questions.push_back(std::move(*question));
  }

  void add_constraint(StatementOutcome& statement, const std::string& object, bool later) {
    auto table = parted(object).first;
    auto& definition = definitions_[object];
    if (!with_rows(table)) return;
    std::optional<DataQuestion> question;
    if (definition.starts_with("CHECK")) question = of_check(table, definition);
    if (definition.starts_with("FOREIGN KEY")) question = of_foreign_key(table, definition);
    if (question) question->only_validates = later;
    add(statement, std::move(question));
  }

  void add_unique(StatementOutcome& statement, const std::string& definition) {
    auto on = definition.find(" ON ");
    auto end = definition.find(" USING ");
    if (on == definition.npos || end == definition.npos) return;
    auto name = definition.substr(on + 4, end - on - 4);
    if (name.starts_with("ONLY ")) name = name.substr(5);
    auto* table = with_rows(name);
    if (!table) return;
    auto unique = of_unique_index(name, definition);
    if (!unique) return;
    auto& question = unique->question;
    auto* known = statistics(name, unique->only_column);
    if (known && known->distinct != 0) {
      double given = table->rows * (1 - known->null_fraction);
      double distinct = known->distinct > 0 ? known->distinct : -known->distinct * table->rows;
      // The estimate of how many there are is a weak one, but not by so much.
      bool surely_twice = distinct < given / 2;
      question.statistics = surely_twice                ? DataQuestion::Statistics::certain
                            : distinct >= given * 0.999 ? DataQuestion::Statistics::unlikely
                                                        : DataQuestion::Statistics::unknown;
      question.statistics_say = fmt::format("about {} values in {} rows", human_count(distinct), human_count(given));
    }
    statement.questions.push_back(std::move(question));
  }

  void add_not_null(StatementOutcome& statement, const std::string& object) {
    auto [name, column] = parted(object);
    auto* table = with_rows(name);
    if (!table) return;
    DataQuestion question{fmt::format("rows of {} without a {}", name, column),
                          counting(fmt::format("{} WHERE {} IS NULL", name, column))};
    if (auto* known = statistics(name, column)) {
      question.statistics =
          known->null_fraction > 0 ? DataQuestion::Statistics::certain : DataQuestion::Statistics::unlikely;
      question.statistics_say = known->null_fraction > 0 ? fmt::format("about {} rows have none",
                                                                       human_count(table->rows * known->null_fraction))
                                                         : "of the rows that ANALYZE saw each has one";
    }
    add(statement, std::move(question));
  }

  const snapshot::Snapshot& snapshot_;
  Rehearsal& rehearsal_;
  std::map<std::string, std::string> definitions_;
};

}  // namespace

void add_questions(const snapshot::Snapshot& snapshot, Rehearsal& rehearsal) {
  Asking asking(snapshot, rehearsal);
  for (auto& statement : rehearsal.statements)
    if (statement.reached) asking.add_of(statement);
}

Result<void> answer_questions(const pg::Target& rows, Rehearsal& rehearsal) {
  std::optional<pg::Connection> server;
  for (auto& statement : rehearsal.statements)
    for (auto& question : statement.questions) {
      if (!server)
        server = TRY(pg::Connection::open(rows, {.call = Millis{70'000},
                                                 .application = "ante check",
                                                 .settings = {{"default_transaction_read_only", "on"},
                                                              {"statement_timeout", "60s"},
                                                              {"lock_timeout", "2s"},
                                                              {"search_path", "pg_catalog"}}}));
      auto answer = server->scalar(question.sql);
      if (answer)
        question.answer = std::stoll(*answer);
      else
        question.error = answer.error().what;
    }
  return {};
}

}  // namespace ante::rehearse
