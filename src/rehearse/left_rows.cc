#include "rehearse/left_rows.h"

#include <fmt/format.h>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/questions_of_writes.h"
#include "sql/write.h"
#include "twin/lab.h"

namespace ante::rehearse {

std::optional<LeftRows> left_by_delete(const snapshot::Snapshot& snapshot, const std::string& sql) {
  auto write = sql::read_write(sql);
  if (!write || write->kind != sql::Write::Kind::deletes || write->where.empty()) return {};
  auto table = table_meant(snapshot, *write);
  auto words = lower(write->where);
  if (!table || has_word(words, "select") || has_word(words, "from")) return {};
  auto rows = fmt::format("SELECT {}.* FROM {} AS {}", write->alias, *table, write->alias);
  if (write->beside.empty()) return LeftRows{*table, fmt::format("({} WHERE ({}) IS NOT TRUE)", rows, write->where)};
  if (twin::bare_name(write->beside) != twin::without_schema(*table)) return {};
  return LeftRows{*table, fmt::format("({} WHERE NOT EXISTS (SELECT 1 FROM {} AS {} WHERE {}))", rows, *table,
                                      write->alias_beside, write->where)};
}

std::string asked_of(const LeftRows& left, const std::string& question) {
  auto from = " FROM " + left.table;
  auto named = replace_all(question, from + " AS ", " FROM " + left.query + " AS ");
  return replace_all(named, from + " ", " FROM " + left.query + " AS ante_left ");
}

}  // namespace ante::rehearse
