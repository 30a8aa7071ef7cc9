#include "rehearse/retyped_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/questions.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

bool is_fraction(std::string_view type) {
  return type.starts_with("numeric") || type == "double precision" || type == "real";
}

// A column's values as they are compared with each other after the change; "" where none can have become the same.
std::string compared_as(const std::string& column, const std::string& before, const std::string& after) {
  if (twin::without_schema(after) == "citext") return fmt::format("lower({})", column);
  bool to_whole = after == "smallint" || after == "integer" || after == "bigint";
  bool rounds = (is_fraction(before) && (to_whole || after.starts_with("numeric(") || after == "real")) ||
                (before.starts_with("timestamp") && (after == "date" || after.starts_with("timestamp(")));
  return rounds ? fmt::format("{}::{}", column, after) : "";
}

// CREATE UNIQUE INDEX i ON t USING btree (a, b) WHERE (…): its columns, where it has nothing but columns.
struct RetypedKey {
  std::vector<std::string> columns;
  std::string rest;  // what stands behind them
};
std::optional<RetypedKey> key_of(const catalog::Index& index) {
  auto method = index.definition.find(" USING ");
  auto open = method == index.definition.npos ? method : index.definition.find('(', method);
  auto bracket = open == index.definition.npos ? Bracket{} : bracket_at(index.definition, open);
  if (bracket.end == std::string::npos) return {};
  RetypedKey key{list_in(bracket.inside), index.definition.substr(bracket.end)};
  bool plain = std::ranges::all_of(key.columns, [](auto& one) { return one.find_first_of(" (") == one.npos; });
  return plain ? std::optional(key) : std::nullopt;
}

}  // namespace

std::vector<DataQuestion> questions_of_retyped_keys(const snapshot::Snapshot& snapshot,
                                                    const catalog::Difference& type) {
  std::vector<DataQuestion> questions;
  auto [table, column] = parted(type.object);
  auto compared = compared_as(column, type.before, type.after);
  if (compared.empty()) return questions;
  for (auto& index : snapshot.catalog.indexes) {
    auto key = index.table == table && index.unique && index.valid ? key_of(index) : std::nullopt;
    if (!key || std::ranges::find(key->columns, column) == key->columns.end()) continue;
    auto values = key->columns;
    std::ranges::replace(values, column, compared);
    std::vector<std::string> conditions;
    if (!contains(key->rest, "NULLS NOT DISTINCT"))
      for (auto& one : key->columns) conditions.push_back(one + " IS NOT NULL");
    if (auto where = key->rest.find(" WHERE "); where != key->rest.npos)
      conditions.push_back(key->rest.substr(where + 7));
    questions.push_back(
        {fmt::format("values of {} in {} that are the same as {}", join(key->columns, ", "), table,
                     twin::without_schema(type.after)),
         counting(fmt::format("{}{} GROUP BY {} HAVING count(*) > 1", table,
                              conditions.empty() ? "" : " WHERE " + join(conditions, " AND "), join(values, ", "))),
         "23505"});
  }
  return questions;
}

}  // namespace ante::rehearse
