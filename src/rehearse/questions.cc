#include "rehearse/questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

#include "base/text.h"
#include "pg/connection.h"
#include "rehearse/casts.h"
#include "rehearse/definition.h"
#include "rehearse/left_rows.h"
#include "rehearse/narrowing.h"
#include "rehearse/offending_keys.h"
#include "rehearse/questions_of_constraints.h"
#include "rehearse/questions_of_writes.h"
#include "rehearse/retyped_keys.h"
#include "snapshot/array_literal.h"
#include "sql/tokens.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using catalog::Difference;
using What = Difference::What;

constexpr int most_counted = 1'000;  // rows that do not keep to it: whether there are more is of no use

constexpr std::size_t longest_statement = 1'000;  // std::regex goes as deep as a text is long

// Values go to their new type as they are: without USING, or with one that says no more than the type. Of several
// columns in a statement nobody knows whose USING it is.
bool casts_plainly(const std::string& sql) {
  static const std::regex plain(
      R"(.*\stype\s+([^,;]*\S)\s+using\s+\(?\s*"?[\w$]+"?\s*\)?\s*::\s*([^,;)]*[\w)])\s*\)?\s*;?\s*)");
  auto small = replace_all(lower(sql), "\n", " ");
  if (!has_word(small, "using")) return true;
  std::smatch match;
  return small.size() < longest_statement && std::regex_match(small, match, plain) && match[1] == match[2];
}

class Asking {
 public:
  Asking(const snapshot::Snapshot& snapshot, Casts& casts, Rehearsal& rehearsal)
      : snapshot_(snapshot), casts_(casts), rehearsal_(rehearsal) {
    for (auto& constraint : snapshot.catalog.constraints)
      definitions_[constraint.relation + "." + constraint.name] = constraint.definition;
    for (auto& table : snapshot.catalog.tables)
      if (table.partition_bound && !table.parents.empty()) whole_of_[table.name] = table.parents[0];
  }

  void add_of(StatementOutcome& statement) {
    for (auto& difference : statement.effects.catalog)
      if (difference.what == What::added && difference.kind == "column") new_columns_.insert(difference.object);
    // Of what the change has touched before, nobody knows how it is then.
    for (auto& [tables, question] : questions_of_write(snapshot_, statement))
      if (std::ranges::none_of(tables, [&](auto& table) { return touched_.contains(twin::without_schema(table)); }))
        statement.questions.push_back(question);
    for (auto* locks : {&statement.effects.locks, &statement.on_rows.locks})
      for (auto& lock : *locks)
        if (lock.mode != "AccessShareLock" && lock.mode != "RowShareLock")
          touched_.insert(twin::without_schema(lock.relation));
    for (auto& difference : statement.effects.catalog)
      if (difference.kind == "table") touched_.insert(twin::without_schema(difference.object));
    note_writes(statement);
    updates_.push_back(statement.step.sql);
    for (auto& difference : statement.effects.catalog) {
      if (difference.what == What::added && difference.kind == "constraint")
        definitions_[difference.object] = difference.after;
      if (is_asked_of_the_whole(difference, statement)) continue;
      if (difference.what == What::added && difference.kind == "constraint") {
        if (difference.after.ends_with(" NOT VALID"))
          noted_[difference.object] = &statement;
        else if (!difference.after.ends_with(" NOT ENFORCED"))
          add_constraint(statement, difference.object);
      } else if (difference.kind == "constraint" && difference.field == "validated" && difference.after == "true") {
        noted_.erase(difference.object);
        add_constraint(statement, difference.object);
      } else if (difference.what == What::added && difference.kind == "index" &&
                 difference.after.starts_with("CREATE UNIQUE")) {
        add_unique(statement, difference.after);
      } else if (difference.kind == "column" && difference.field == "not_null" && difference.after == "true" &&
                 !only_noted(statement, difference.object)) {
        add_not_null(statement, difference.object);
      } else if (difference.kind == "column" && difference.field == "type" && casts_plainly(statement.step.sql)) {
        add_narrowing(statement, difference);
        for (auto& question : questions_of_retyped_keys(snapshot_, difference))
          if (auto table = parted(difference.object).first; with_rows(table)) add(statement, table, question);
      }
    }
  }

  // CHECKs that spare the rows that are there, until one of them is changed.
  void add_noted() {
    for (auto& [object, statement] : noted_) {
      auto& definition = definitions_[object];
      auto table = parted(object).first;
      auto question = definition.starts_with("CHECK") ? of_check(table, definition) : std::nullopt;
      if (!question || !with_rows(table)) continue;
      question->at_next_update = true;
      auto column = column_that_must_be_given(definition);
      auto* known = column.empty() ? nullptr : statistics(table, column);
      if (known && known->null_fraction > 0) {
        question->statistics = DataQuestion::Statistics::certain;
        question->statistics_say = fmt::format("{:.1f} % of the rows have none", 100 * known->null_fraction);
      }
      add(*statement, table, std::move(question));
    }
  }

 private:
  void note_writes(const StatementOutcome& statement) {
    auto left = left_by_delete(snapshot_, statement.step.sql);
    for (auto* locks : {&statement.effects.locks, &statement.on_rows.locks})
      for (auto& lock : *locks)
        if (lock.mode == "RowExclusiveLock" && (!left || lock.relation != left->table)) written_.insert(lock.relation);
    if (!left) return;
    // Of a table that is written twice, nobody knows.
    if (!left_.emplace(left->table, *left).second) written_.insert(left->table);
  }
  // CHECK ((email IS NOT NULL)): email
  static std::string column_that_must_be_given(const std::string& definition) {
    static const std::regex form(R"rx(CHECK \(\((\w+|"[^"]+") IS NOT NULL\)\)( NOT VALID)?)rx");
    std::smatch match;
    return definition.size() < longest_statement && std::regex_match(definition, match, form) ? match[1].str() : "";
  }
  // Whether an UPDATE of the change has given every row a value, a constant one.
  bool is_filled(const std::string& table, const std::string& column) const {
    auto name = lower(twin::bare_name(column));
    for (auto& sql : updates_) {
      if (sql.size() > longest_statement) continue;
      auto small = replace_all(replace_all(lower(sql), "\n", " "), "\"", "");
      static const std::regex form(
          R"(\s*update\s+(?:only\s+)?(?:[\w$]+\.)?([\w$]+)\s+set\s+([\w$]+)\s*=\s*(?:'[^']*'|[\d.]+|true|false|now\(\)|current_date|current_timestamp)(?:::[\w ]+)?(?:\s+where\s+\(?([\w$]+)\s+is\s+null\)?)?\s*;?\s*)");
      std::smatch match;
      if (!std::regex_match(small, match, form)) continue;
      if (match[1] == lower(twin::without_schema(table)) && match[2] == name && (!match[3].matched || match[3] == name))
        return true;
    }
    return false;
  }
  bool is_part_of(std::string part, const std::string& whole) const {
    for (auto above = whole_of_.find(part); part != whole && above != whole_of_.end(); above = whole_of_.find(part))
      part = above->second;
    return part == whole;
  }
  // Of a partitioned table, those of all its parts.
  double rows_of(const std::string& name) const {
    double rows = 0;
    for (auto& table : rehearsal_.tables)
      if (is_part_of(table.table, name)) rows += table.rows;
    return rows;
  }
  bool with_rows(const std::string& name) const { return rows_of(name) > 0; }
  // What a statement demands of a partitioned table it demands of each part: one question is enough.
  bool is_asked_of_the_whole(const Difference& one, const StatementOutcome& statement) const {
    auto [part, name] = one.kind == "index" ? std::pair(table_of_index(one.after), std::string()) : parted(one.object);
    auto above = whole_of_.find(part);
    if (above == whole_of_.end()) return false;
    auto keys = [](const Difference& index) {
      return index.after.substr(std::min(index.after.find(" USING "), index.after.size()));
    };
    return std::ranges::any_of(statement.effects.catalog, [&](auto& other) {
      if (other.kind != one.kind || other.what != one.what || other.field != one.field) return false;
      return one.kind == "index" ? table_of_index(other.after) == above->second && keys(other) == keys(one)
                                 : other.object == above->second + "." + name;
    });
  }
  // CREATE INDEX i ON [ONLY] public.t USING …
  static std::string table_of_index(const std::string& definition) {
    auto on = definition.find(" ON "), end = definition.find(" USING ");
    if (on == definition.npos || end == definition.npos) return "";
    auto name = definition.substr(on + 4, end - on - 4);
    return name.starts_with("ONLY ") ? name.substr(5) : name;
  }
  bool is_written(const std::string& sql, const std::string& table) const {
    return std::ranges::any_of(written_, [&](auto& written) {
      return written == table || has_word(sql, written.substr(written.rfind('.') + 1));
    });
  }
  const snapshot::ColumnStatistics* statistics(const std::string& table, const std::string& column) const {
    for (auto& one : snapshot_.columns)
      if (one.relation == table && one.column == twin::bare_name(column)) return &one;
    return nullptr;
  }
  // What the server does not read it has seen proved, as NOT NULL by a CHECK that is valid.
  bool is_read_by(const StatementOutcome& statement, const std::string& table) const {
    auto& effects = statement.effects;
    auto& on_rows = statement.on_rows;
    for (auto* names : {&effects.scanned, &effects.rewritten, &on_rows.scanned, &on_rows.rewritten})
      if (std::ranges::any_of(*names, [&](auto& name) { return is_part_of(name, table); })) return true;
    return false;
  }
  // Of a partitioned table, which nobody may have analysed, as its parts have it.
  std::optional<double> share_without(const std::string& table, const std::string& column) const {
    if (auto* known = statistics(table, column)) return known->null_fraction;
    double seen = 0, missing = 0;
    for (auto& part : rehearsal_.tables)
      if (auto* known = is_part_of(part.table, table) ? statistics(part.table, column) : nullptr)
        seen += part.rows, missing += part.rows * known->null_fraction;
    return seen > 0 ? std::optional(missing / seen) : std::nullopt;
  }
  // NOT NULL … NOT VALID, from 18 on: the column is marked, and no row is looked at.
  static bool only_noted(const StatementOutcome& statement, const std::string& column) {
    auto parts = parted(column);
    return std::ranges::any_of(statement.effects.catalog, [&](auto& other) {
      return other.kind == "constraint" && other.what == What::added && parted(other.object).first == parts.first &&
             other.after == "NOT NULL " + parts.second + " NOT VALID";
    });
  }
  // What the change itself has written before is not as the statistics, or a replica, have it; and a column that it
  // makes nobody can be asked about.
  void add(StatementOutcome& statement, const std::string& table, std::optional<DataQuestion> question) const {
    if (!question) return;
    for (auto& column : new_columns_) {
      auto [relation, name] = parted(column);
      if (relation == table && has_word(question->sql, name)) return;
    }
    question->mended = is_written(question->sql, table);
    auto left = left_.find(table);
    if (left != left_.end()) question->sql = asked_of(left->second, question->sql);
    if (question->mended || left != left_.end())
      question->statistics = DataQuestion::Statistics::unknown, question->statistics_say.clear();
    statement.questions.push_back(std::move(*question));
  }
  void add_constraint(StatementOutcome& statement, const std::string& object) {
    auto table = parted(object).first;
    auto& definition = definitions_[object];
    add_of_domain(statement, table, definition);
    if (!with_rows(table)) return;
    std::optional<DataQuestion> question;
    if (definition.starts_with("CHECK")) question = of_check(table, definition);
    if (definition.starts_with("FOREIGN KEY")) question = of_foreign_key(table, definition);
    if (definition.starts_with("EXCLUDE")) question = of_exclusion(table, definition);
    add(statement, table, std::move(question));
  }

  // What a domain demands of VALUE it demands of each column of that type.
  void add_of_domain(StatementOutcome& statement, const std::string& domain, const std::string& definition) {
    for (auto& column : snapshot_.catalog.columns) {
      if (column.type != domain || column.dropped || !with_rows(column.relation)) continue;
      static const std::regex value(R"(\bVALUE\b)");
      if (definition.size() > longest_statement) continue;
      add(statement, column.relation, of_check(column.relation, std::regex_replace(definition, value, column.name)));
    }
  }

  void add_unique(StatementOutcome& statement, const std::string& definition) {
    auto name = table_of_index(definition);
    auto rows = rows_of(name);
    if (rows <= 0) return;
    auto unique = of_unique_index(name, definition);
    if (!unique) return;
    auto& question = unique->question;
    auto* known = statistics(name, unique->only_column);
    if (known && known->distinct != 0) {
      double given = rows * (1 - known->null_fraction);
      double distinct = known->distinct > 0 ? known->distinct : -known->distinct * rows;
      // The estimate of how many there are is a weak one, but not by so much.
      bool surely_twice = distinct < given / 2;
      question.statistics = surely_twice                ? DataQuestion::Statistics::certain
                            : distinct >= given * 0.999 ? DataQuestion::Statistics::unlikely
                                                        : DataQuestion::Statistics::unknown;
      question.statistics_say = fmt::format("about {} values in {} rows", human_count(distinct), human_count(given));
    }
    add(statement, name, std::move(question));
  }

  // The values that ANALYZE kept may answer it: one that the server refuses is enough.
  void add_narrowing(StatementOutcome& statement, const Difference& difference) {
    auto [name, column] = parted(difference.object);
    bool by_using = has_word(lower(statement.step.sql), "using");
    auto narrowing = narrowing_of(column, difference.before, difference.after);
    // What stands in USING cuts off what is too long.
    if (narrowing && narrowing->sqlstate == "22001" && by_using) return;
    bool of_text = is_text(difference.before) && !is_text(difference.after) &&
                   !casts_.keeps_all(difference.before, difference.after);
    if ((!narrowing && !of_text) || !with_rows(name)) return;
    auto labels = narrowing ? "" : casts_.labels_of(difference.after);
    DataQuestion question;
    if (narrowing)
      question = {fmt::format("values of {} in {} {}", column, name, narrowing->what),
                  counting(fmt::format("{} WHERE {}", name, narrowing->condition)), narrowing->sqlstate};
    else if (!labels.empty())
      question = {fmt::format("values of {} in {} that are none of {}", column, name, difference.after),
                  counting(fmt::format("{} WHERE {} NOT IN ({})", name, column, labels)), "22P02"};
    else
      question = {fmt::format("values of {} in {} that are no {}", column, name, difference.after),
                  fmt::format("SELECT count({}::{}) FROM {}", column, difference.after, name), "22P02"};
    std::size_t seen = 0, refused = 0;
    for (auto& slot : snapshot_.slots) {
      if (!is_part_of(slot.relation, name) || slot.column != twin::bare_name(column) || !slot.values) continue;
      auto values = snapshot::array_elements(*slot.values);
      if (!values) continue;
      for (auto& value : *values) {
        auto refusal = value ? casts_.refusal(difference.before, difference.after, by_using, *value) : std::nullopt;
        if (!refusal) continue;
        ++seen;
        if (!refusal->empty()) ++refused, question.sqlstate = *refusal;
      }
    }
    if (refused > 0) {
      question.statistics = DataQuestion::Statistics::certain;
      question.statistics_say =
          fmt::format("{} of {} that ANALYZE kept are", refused, counted(static_cast<long>(seen), "value"));
    } else if (seen > 0) {
      question.statistics = DataQuestion::Statistics::unlikely;
      question.statistics_say = "none of those that ANALYZE kept are";
    }
    add(statement, name, std::move(question));
  }

  void add_not_null(StatementOutcome& statement, const std::string& object) {
    auto [name, column] = parted(object);
    if (is_filled(name, column) || !is_read_by(statement, name)) return;
    auto rows = rows_of(name);
    if (rows <= 0) return;
    DataQuestion question{fmt::format("rows of {} without a {}", name, column),
                          counting(fmt::format("{} WHERE {} IS NULL", name, column)), "23502"};
    if (auto missing = share_without(name, column)) {
      question.statistics = *missing > 0 ? DataQuestion::Statistics::certain : DataQuestion::Statistics::unlikely;
      question.statistics_say = *missing > 0 ? fmt::format("about {} rows have none", human_count(rows * *missing))
                                             : "of the rows that ANALYZE saw each has one";
    }
    add(statement, name, std::move(question));
  }

  const snapshot::Snapshot& snapshot_;
  Casts& casts_;
  Rehearsal& rehearsal_;
  std::map<std::string, std::string> definitions_;
  std::map<std::string, std::string> whole_of_;  // a partition: what it is a part of
  std::set<std::string> new_columns_, written_;
  std::set<std::string> touched_;                   // by statements before the one at hand: bare names
  std::map<std::string, LeftRows> left_;            // of tables, by the change's own DELETEs
  std::vector<std::string> updates_;                // statements of the change, up to the one at hand
  std::map<std::string, StatementOutcome*> noted_;  // constraints that are NOT VALID, and who added them
};

}  // namespace

std::string counting(const std::string& rows) {
  return fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS found", rows, most_counted);
}

void add_questions(const snapshot::Snapshot& snapshot, const twin::Lab& lab, Rehearsal& rehearsal) {
  Casts casts(lab);
  Asking asking(snapshot, casts, rehearsal);
  for (auto& statement : rehearsal.statements)
    if (statement.reached) asking.add_of(statement);
  asking.add_noted();
}

bool asks_harmlessly(const std::string& sql) {
  static const std::set<std::string, std::less<>> known{
      "and",  "or",    "not",    "in",    "any",  "all",         "select",   "count", "exists", "from",  "where",
      "by",   "as",    "lower",  "upper", "abs",  "char_length", "coalesce", "now",   "length", "rtrim", "btrim",
      "trim", "array", "values", "join",  "when", "then",        "else",     "on",    coming};
  auto scanned = sql::scan(sql);
  if (!scanned) return false;
  auto& tokens = *scanned;
  std::erase_if(tokens, [](auto& token) { return token.kind == sql::Token::Kind::comment; });
  auto text = [&](std::size_t i) {
    return i < tokens.size() ? lower(std::string(sql::text_of(tokens[i], sql))) : std::string();
  };
  using Kind = sql::Token::Kind;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != Kind::word) continue;
    bool in_schema = i > 0 && text(i - 1) == ".";
    if (text(i + 1) == "(" && (in_schema || !known.contains(text(i)))) return false;
    // A value is made of a text by its type's own code, and a domain's has conditions.
    if (i > 0 && text(i - 1) == "::" && text(i + 1) == ".") return false;
    if (in_schema && i + 1 < tokens.size() && tokens[i + 1].kind == Kind::constant) return false;
  }
  return true;
}

namespace {

Result<pg::Rows> asked(pg::Connection& server, const std::string& question) {
  // In a transaction of its own: nothing that is set for it is left to whoever gets this session next.
  TRY(server.execute(
      "BEGIN READ ONLY; SET LOCAL statement_timeout = '60s'; SET LOCAL lock_timeout = '2s'; SET LOCAL search_path = "
      "pg_catalog; SET LOCAL row_security = off"));
  auto rows = server.query(question);
  TRY(server.execute("ROLLBACK"));
  return rows;
}

Result<std::int64_t> answer(pg::Connection& server, const std::string& question) {
  auto counted = TRY(asked(server, question));
  return counted.size() == 1 ? counted.integer(0, 0) : 0;
}

Result<void> show_keys(pg::Connection& server, const WantedKeys& wanted, DataQuestion& question) {
  auto keys = asked_keys(question.sql, *wanted.catalog, wanted.most);
  if (keys.sql.empty() || !asks_harmlessly(keys.sql)) {
    question.no_keys = keys.table.empty() || !keys.columns.empty() ? "they are not rows of one table"
                                                                   : fmt::format("{} has no primary key", keys.table);
    return {};
  }
  auto rows = asked(server, keys.sql);
  if (!rows) {
    if (rows.error().sqlstate.empty()) return std::unexpected(rows.error());
    question.no_keys = fmt::format("they were asked for in vain: SQLSTATE {}", rows.error().sqlstate);
    return {};
  }
  constexpr std::size_t longest = 100;  // bytes of a value
  question.key = keys.columns.size() == 1 ? keys.columns[0] : fmt::format("({})", join(keys.columns, ", "));
  for (int i = 0; i < rows->size(); ++i) {
    std::vector<std::string> values;
    for (int column = 0; column < static_cast<int>(keys.columns.size()); ++column)
      values.push_back(one_line(rows->text(i, column), longest));
    question.keys.push_back(values.size() == 1 ? values[0] : fmt::format("({})", join(values, ", ")));
  }
  return {};
}

// Another server's rows answer nothing.
Result<void> is_the_captured_one(pg::Connection& server, const snapshot::Source& source) {
  auto database = TRY(server.scalar("SELECT pg_catalog.current_database()"));
  auto identifier = server.scalar("SELECT system_identifier FROM pg_catalog.pg_control_system()");
  bool other = identifier && !source.system_identifier.empty() && *identifier != source.system_identifier;
  if (!other && database == source.database) return {};
  return bad_input(fmt::format("the server of --data is not the one that was captured ({})",
                               other ? "its system identifier is another" : "its database is " + database),
                   "name the captured server, or a replica of it");
}

}  // namespace

Result<void> answer_questions(const pg::Target& rows, const snapshot::Source& source, Rehearsal& rehearsal,
                              const WantedKeys& wanted) {
  std::optional<pg::Connection> server;
  for (auto& statement : rehearsal.statements)
    for (auto& question : statement.questions) {
      if (question.mended) continue;
      if (!asks_harmlessly(question.sql)) {
        question.error = "it was not asked: it calls functions, and what they do there nobody knows";
        continue;
      }
      if (!server) {
        server = TRY(pg::Connection::open(rows, {.call = Millis{70'000}, .application = "ante check"}));
        TRY(is_the_captured_one(*server, source));
      }
      auto counted = answer(*server, question.sql);
      if (counted)
        question.answer = *counted;
      else if (counted.error().sqlstate.starts_with("22"))
        question.answer = 1;  // it was a value that could not be read
      else if (counted.error().sqlstate.empty())
        return std::unexpected(counted.error());
      else  // its words may hold a value
        question.error = fmt::format("it was asked in vain: SQLSTATE {}", counted.error().sqlstate);
      if (wanted.most > 0 && counted && *counted > 0) TRY(show_keys(*server, wanted, question));
    }
  return {};
}

}  // namespace ante::rehearse
