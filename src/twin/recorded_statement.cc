#include "twin/recorded_statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/script.h"
#include "sql/statement.h"
#include "sql/tokens.h"
#include "twin/lab.h"

namespace ante::twin {
namespace {

using Sort = RecordedStatement::Sort;

// What these set is how a client wants to be answered; no statement does anything else for it.
bool is_about_answers(const std::string& name, const std::string& value) {
  static const std::set<std::string> names{"application_name",    "bytea_output", "client_encoding",
                                           "client_min_messages", "datestyle",    "extra_float_digits",
                                           "intervalstyle",       "names"};
  return names.contains(name) || (name == "standard_conforming_strings" && value == "on");
}

std::vector<std::string> all_words_of(std::string_view sql) {
  std::vector<std::string> words;
  if (auto tokens = sql::scan(sql))
    for (auto& token : *tokens)
      if (token.kind != sql::Token::Kind::comment) words.push_back(lower(sql::text_of(token, sql)));
  return words;
}

Sort control_of(const std::vector<std::string>& words) {
  auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
  auto& first = words.front();
  if (first == "begin" || first == "start") return Sort::begins;
  bool stays = has("chain") && !has("no");
  if (first == "commit" || first == "end") return stays ? Sort::controls : Sort::ends;
  if (first == "rollback" || first == "abort") return has("to") || stays ? Sort::controls : Sort::ends;
  if (first == "prepare") return Sort::ends;
  return Sort::controls;
}

void sort_setting(const std::vector<std::string>& words, RecordedStatement& statement) {
  statement.sort = Sort::sets;
  auto word = [&](std::size_t at) { return at < words.size() ? words[at] : std::string(); };
  statement.resets_all = (word(0) == "reset" || word(0) == "discard") && word(1) == "all";
  statement.local = word(1) == "local" || word(1) == "transaction";
  std::size_t name = word(1) == "session" || word(1) == "local" ? 2 : 1;
  bool has_sign = word(name + 1) == "to" || word(name + 1) == "=";
  auto value = word(has_sign ? name + 2 : name + 1);
  std::erase_if(value, [](char c) { return c == '\'' || c == '"'; });
  if (word(0) == "set" && is_about_answers(word(name), value)) statement.sort = Sort::asks;
  if (word(0) == "discard" && !statement.resets_all) statement.sort = Sort::asks;
}

constexpr const char* functions_that_change_nothing = R"sql(
  SELECT proname FROM pg_catalog.pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
  GROUP BY proname HAVING bool_and(provolatile <> 'v')
  UNION SELECT unnest(ARRAY['pg_is_in_recovery', 'pg_relation_size', 'pg_table_size', 'pg_indexes_size',
                            'pg_total_relation_size', 'pg_database_size', 'random', 'clock_timestamp', 'timeofday']))sql";

}  // namespace

Result<Reader> Reader::make(pg::Connection session, ToolTables tools) {
  TRY(session.execute("SET search_path = pg_catalog; SET DateStyle = ISO; SET IntervalStyle = postgres"));
  Reader reader(std::move(session), std::move(tools));
  auto rows = TRY(reader.session_.query(functions_that_change_nothing));
  for (int row = 0; row < rows.size(); ++row) reader.harmless_.emplace(rows.text(row, 0));
  rows = TRY(reader.session_.query("SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace"));
  for (int row = 0; row < rows.size(); ++row) reader.catalogs_.emplace(rows.text(row, 0));
  return reader;
}

// Advisory locks are held against others of the same program, and here nobody else is.
bool Reader::only_asks(const std::vector<std::string>& functions) const {
  return std::ranges::all_of(functions, [&](std::string_view name) {
    if (name.starts_with("information_schema.")) return true;
    if (name.starts_with("pg_catalog.")) name.remove_prefix(std::string_view("pg_catalog.").size());
    return name.starts_with("pg_advisory_") || name.starts_with("pg_try_advisory_") ||
           harmless_.contains(bare_name(name));
  });
}

RecordedStatement Reader::sorted(std::string sql) const {
  RecordedStatement statement{.sql = std::move(sql)};
  auto facts = sql::facts(statement.sql);
  auto words = all_words_of(statement.sql);
  if (!facts || words.empty()) return statement;
  if (facts->transaction_control) {
    statement.sort = control_of(words);
    return statement;
  }
  if (facts->kind == "VariableSetStmt" || facts->kind == "DiscardStmt") {
    sort_setting(words, statement);
    return statement;
  }
  bool sets = !facts->functions.empty() && facts->relations.empty() &&
              std::ranges::all_of(facts->functions,
                                  [](auto& name) { return name == "set_config" || name == "pg_catalog.set_config"; });
  if (facts->only_reads && sets) {
    statement.sort = Sort::sets;
    statement.local = std::ranges::find(words, "false") == words.end() && !contains(statement.sql, "'f'");
    return statement;
  }
  bool in_ledgers = !facts->relations.empty(), in_lists = in_ledgers;
  for (auto& relation : facts->relations) {
    bool is_ledger = tools_.ledgers.contains(without_schema(relation));
    bool is_list = tools_.lists.contains(without_schema(relation));
    in_ledgers = in_ledgers && is_ledger, in_lists = in_lists && is_list;
    bool of_catalog = relation.starts_with("pg_catalog.") || relation.starts_with("information_schema.") ||
                      catalogs_.contains(relation);
    if (!is_ledger && !is_list && !of_catalog) statement.tables.push_back(relation);
  }
  bool reads = facts->only_reads || facts->kind == "DeclareCursorStmt";
  if ((reads && only_asks(facts->functions)) || (in_lists && !facts->utility))
    statement.sort = Sort::asks;
  else if (in_ledgers)
    statement.sort = Sort::bookkeeping;
  return statement;
}

Result<std::vector<RecordedStatement>> Reader::read(const pg::Asked& asked) {
  std::vector<RecordedStatement> statements;
  if (asked.sql.empty() || asked.done == 0) return statements;
  if (!valid_utf8(asked.sql))
    return undecided(fmt::format("a statement is not UTF-8: {}", one_line(asked.sql, 60)),
                     "let the command connect with client_encoding UTF8");
  auto split = sql::split_statements(asked.sql);
  if (!asked.arguments.empty() || !split) split = std::vector{sql::Statement{asked.sql}};
  std::erase_if(*split, [](auto& statement) { return statement.text.empty(); });
  std::size_t copies = 0;
  for (std::size_t i = 0; i < split->size() && i < static_cast<std::size_t>(asked.done); ++i) {
    auto statement = sorted(TRY(with_arguments((*split)[i].text, asked.arguments)));
    if (change::reads_stdin(statement.sql) && copies < asked.copied.size()) {
      statement.copy_data = asked.copied[copies++];
      // Without anything at all a COPY would be given up.
      if (statement.copy_data.empty()) statement.copy_data = "\\.\n";
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

Result<std::string> Reader::with_arguments(const std::string& sql, const std::vector<pg::Argument>& arguments) {
  if (arguments.empty()) return sql;
  auto tokens = TRY(sql::scan(sql));
  std::string text;
  std::size_t from = 0;
  for (auto& token : tokens) {
    if (token.kind != sql::Token::Kind::parameter) continue;
    auto number = std::strtoul(sql.c_str() + token.start + 1, nullptr, 10);
    if (number == 0 || number > arguments.size())
      return undecided(fmt::format("a statement has no argument ${}: {}", number, one_line(sql, 60)));
    text += sql.substr(from, token.start - from) + TRY(literal(arguments[number - 1]));
    from = token.end;
  }
  return text + sql.substr(from);
}

// With its type, where one was said: what a function means may hang on it.
Result<std::string> Reader::literal(const pg::Argument& argument) {
  if (argument.binary && argument.value && argument.type == 0)
    return undecided("an argument came in binary form, and of a type that nobody named");
  auto type = argument.type == 0 ? std::string() : TRY(type_name(argument.type));
  auto cast = type.empty() ? std::string() : "::" + type;
  if (!argument.value) return "NULL" + cast;
  auto text = argument.binary ? TRY(session_.text_of(argument.type, *argument.value)) : *argument.value;
  return pg::quote_literal(text) + cast;
}

// "" of a type that is gone by now. The modifier -1 stands for none: char without one is char(1).
Result<std::string> Reader::type_name(std::uint32_t type) {
  auto [known, is_new] = type_names_.try_emplace(type);
  if (!is_new) return known->second;
  auto name = TRY(session_.scalar("SELECT pg_catalog.format_type($1::pg_catalog.oid, -1)", {std::to_string(type)}));
  if (name != "???") known->second = name;
  return known->second;
}

}  // namespace ante::twin
