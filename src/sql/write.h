// The parts of a plain INSERT, UPDATE or DELETE: of one table, without WITH, or a FROM of its own; a DELETE may look at
// one more.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ante::sql {

struct Write {
  enum class Kind { inserts, updates, deletes } kind = Kind::inserts;
  // Names are as the server writes them.
  std::string table;
  std::string alias;                                     // that its columns may be named by
  std::vector<std::string> columns;                      // INSERT INTO t (…); none where all are meant
  std::string rows;                                      // of an INSERT: VALUES … or a query
  bool over_conflicts = false;                           // ON CONFLICT …
  std::vector<std::pair<std::string, std::string>> set;  // of an UPDATE: columns, and what they become
  std::string beside, alias_beside;                      // DELETE … USING beside AS alias_beside
  std::string where;                                     // "" for all rows
};

// Nothing where it is none of these, or not plain. Comments in it count as not plain.
std::optional<Write> read_write(std::string_view statement);

}  // namespace ante::sql
