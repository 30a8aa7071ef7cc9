#include "rehearse/offending_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/questions.h"

namespace ante::rehearse {
namespace {

// Of "SELECT count(*) FROM (SELECT 1 FROM public.t AS child WHERE … LIMIT 1000) AS found" what stands after the second
// FROM, up to the LIMIT.
std::string rows_in(const std::string& question) {
  constexpr std::string_view mark = "\x01";
  auto form = counting(std::string(mark));
  auto at = form.find(mark);
  std::string_view before = std::string_view(form).substr(0, at), after = std::string_view(form).substr(at + 1);
  bool is_one = question.size() > form.size() && question.starts_with(before) && question.ends_with(after);
  return is_one ? question.substr(before.size(), question.size() - before.size() - after.size()) : "";
}

std::vector<std::string> primary_key(const catalog::Catalog& catalog, const std::string& table) {
  for (auto& constraint : catalog.constraints)
    if (constraint.relation == table && constraint.kind == "primary")
      if (auto open = constraint.definition.find('('); open != std::string::npos)
        return list_in(bracket_at(constraint.definition, open).inside);
  return {};
}

// The table that rows begin with, and what it is called in them.
struct Named {
  std::string table, alias;
};
Named named_first(const std::string& rows, const catalog::Catalog& catalog) {
  for (auto& table : catalog.tables) {
    if (!rows.starts_with(table.name + " ")) continue;
    auto rest = rows.substr(table.name.size() + 1);
    if (!rest.starts_with("AS ")) return {table.name, ""};
    return {table.name, rest.substr(3, rest.find(' ', 3) - 3) + "."};
  }
  return {};
}

}  // namespace

AskedKeys asked_keys(const std::string& question, const catalog::Catalog& catalog, int most) {
  auto rows = rows_in(question);
  auto [table, alias] = named_first(rows, catalog);
  AskedKeys asked{table, "", primary_key(catalog, table)};
  if (table.empty() || asked.columns.empty()) return asked;
  std::vector<std::string> shown;
  for (auto& column : asked.columns) shown.push_back(fmt::format("{}{}::text", alias, column));
  // Values that are there more than once: the rows that have them, next to each other.
  if (auto group = rows.rfind(" GROUP BY "); group != std::string::npos) {
    auto having = rows.find(" HAVING ", group);
    if (having == std::string::npos || !alias.empty()) return asked;
    auto values = rows.substr(group + 10, having - group - 10);
    rows = fmt::format("{} WHERE ({}) IN (SELECT {} FROM {}) ORDER BY {}", table, values, values, rows, values);
  }
  asked.sql = fmt::format("SELECT {} FROM {} LIMIT {}", join(shown, ", "), rows, most);
  return asked;
}

}  // namespace ante::rehearse
