#include "change/mend_back.h"

#include <algorithm>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::change {
namespace {

// The names in a text, as far as they are no words of SQL.
std::set<std::string> names_in(std::string_view sql) {
  static const std::set<std::string, std::less<>> of_sql{
      "add",   "alter",  "by",     "cascade", "concurrently", "delete", "drop",    "exists",   "if",
      "index", "insert", "key",    "name",    "no",           "public", "rename",  "restrict", "schema",
      "set",   "type",   "update", "value",   "valid",        "values", "validate"};
  std::set<std::string> names;
  auto tokens = sql::scan(sql);
  if (!tokens) return names;
  for (auto& token : *tokens) {
    auto word = lower(sql::text_of(token, sql));
    if (token.kind == sql::Token::Kind::word && !token.reserved && !of_sql.contains(word)) names.insert(word);
  }
  return names;
}

bool says(std::string_view sql, std::string_view words) { return contains(lower(one_line(sql, sql.size())), words); }

}  // namespace

Owners::Owners(const std::vector<Piece>& pieces) {
  for (auto& piece : pieces) {
    auto& part = parts_.emplace_back();
    for (auto& statement : piece.statements) {
      part.names.merge(names_in(statement.sql));
      part.adds_constraint |= says(statement.sql, "add constraint");
    }
  }
}

std::size_t Owners::of(std::string_view sql) const {
  auto names = names_in(sql);
  bool drops_constraint = says(sql, "drop constraint");
  auto likeness = [&](const Part& part) {
    auto in_common = std::ranges::count_if(names, [&](auto& name) { return part.names.contains(name); });
    return std::pair(in_common, drops_constraint && part.adds_constraint);
  };
  return static_cast<std::size_t>(std::ranges::max_element(parts_, {}, likeness) - parts_.begin());
}

std::string drop_of_index(const Piece& piece) {
  if (piece.statements.size() != 1 || piece.statements[0].kept) return {};
  std::string_view sql = piece.statements[0].sql;
  constexpr std::string_view concurrently = " INDEX CONCURRENTLY ", on = " ON ";
  auto name = sql.find(concurrently), table = sql.find(on);
  if (!sql.starts_with("CREATE ") || name == sql.npos || table == sql.npos || name > table) return {};
  name += concurrently.size();
  auto index = sql.substr(name, table - name);
  auto of = sql.substr(table + on.size());
  of = of.substr(0, of.find(" USING "));
  auto schema = of.rfind('.');
  return "DROP INDEX IF EXISTS " + (schema == of.npos ? "" : std::string(of.substr(0, schema + 1))) +
         std::string(index);
}

}  // namespace ante::change
