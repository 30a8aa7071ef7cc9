#include "rehearse/questions_of_constraints.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/questions.h"

namespace ante::rehearse {

std::optional<DataQuestion> of_check(const std::string& table, std::string_view definition) {
  auto open = definition.find('(');
  auto condition = open == definition.npos ? Bracket{} : bracket_at(definition, open);
  if (condition.end == std::string::npos) return {};
  return DataQuestion{fmt::format("rows of {} that are not so: {}", table, one_line(condition.inside, 100)),
                      counting(fmt::format("{} WHERE NOT ({})", table, condition.inside)), "23514"};
}

std::optional<DataQuestion> of_foreign_key(const std::string& table, std::string_view definition) {
  auto key = foreign_key_in(definition);
  if (!key) return {};
  std::vector<std::string> given, same;
  for (std::size_t i = 0; i < key->columns.size(); ++i) {
    given.push_back(fmt::format("child.{} IS NOT NULL", key->columns[i]));
    same.push_back(fmt::format("parent.{} = child.{}", key->keys[i], key->columns[i]));
  }
  auto columns = join(key->columns, ", ");
  // It refuses rows that have some of the columns and not all of them, too.
  if (contains(definition, " MATCH FULL") && given.size() > 1)
    return DataQuestion{
        fmt::format("rows of {} whose {} is not in {}, or given only in part", table, columns, key->parent),
        counting(fmt::format("{} AS child WHERE ({}) AND NOT ({} AND EXISTS (SELECT 1 FROM {} AS parent WHERE {}))",
                             table, join(given, " OR "), join(given, " AND "), key->parent, join(same, " AND "))),
        "23503"};
  return DataQuestion{fmt::format("rows of {} whose {} is not in {}", table, columns, key->parent),
                      counting(fmt::format("{} AS child WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
                                           table, join(given, " AND "), key->parent, join(same, " AND "))),
                      "23503"};
}

std::optional<DataQuestion> of_exclusion(const std::string& table, std::string_view definition) {
  auto open = definition.find('(');
  auto elements = open == definition.npos ? Bracket{} : bracket_at(definition, open);
  if (elements.end == std::string::npos) return {};
  auto where = definition.find(" WHERE (", elements.end);
  auto condition = where == definition.npos ? "" : " WHERE " + bracket_at(definition, where + 7).inside;
  std::vector<std::string> same, columns;
  for (auto& element : list_in(elements.inside)) {
    auto with = element.rfind(" WITH ");
    auto column = with == std::string::npos ? "" : element.substr(0, with);
    if (column.empty() || column.find_first_of(" (") != std::string::npos) return {};
    same.push_back(fmt::format("one.{0} {1} other.{0}", column, element.substr(with + 6)));
    columns.push_back(column);
  }
  auto what = fmt::format("rows of {} that exclude each other by {}", table, join(columns, ", "));
  auto both = join(same, " AND ");
  if (condition.empty())
    return DataQuestion{
        what, counting(fmt::format("{0} AS one JOIN {0} AS other ON one.ctid < other.ctid AND {1}", table, both)),
        "23P01"};
  // The condition is one on each of them.
  auto rows = fmt::format("(SELECT ctid AS ante_place, {} FROM {}{})", join(columns, ", "), table, condition);
  return DataQuestion{
      what,
      counting(fmt::format("{0} AS one JOIN {0} AS other ON one.ante_place < other.ante_place AND {1}", rows, both)),
      "23P01"};
}

std::optional<Unique> of_unique_index(const std::string& table, const std::string& definition) {
  auto method = definition.find(" USING ");
  auto open = method == definition.npos ? method : definition.find('(', method);
  auto bracket = open == definition.npos ? Bracket{} : bracket_at(definition, open);
  if (bracket.end == std::string::npos) return {};
  auto rest = definition.substr(bracket.end);
  if (contains(bracket.inside, "WITHOUT OVERLAPS")) return {};
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
                                      conditions.empty() ? "" : " WHERE " + join(conditions, " AND "), list)),
                 "23505"},
                keys.size() == 1 && where == rest.npos ? keys[0] : ""};
}

}  // namespace ante::rehearse
