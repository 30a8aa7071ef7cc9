// An UPDATE, taken apart by its tokens, so that it can be put together again for a part of the rows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ante::sql {

struct UpdateParts {
  std::string target;                // the table, as written: "public.purchase"
  std::string alias;                 // by which its columns are named: "p", or the table's bare name
  std::string head;                  // UPDATE … SET …, up to FROM or WHERE, without comments
  std::string from, condition;       // what follows these words; "" where there is none
  std::vector<std::string> columns;  // that it sets, as the server writes them
  std::vector<std::string> values;   // what it sets them to
};

// None of another statement, nor of an UPDATE whose parts are not only these: WITH, RETURNING, CURRENT OF.
std::optional<UpdateParts> update_parts(std::string_view statement);

}  // namespace ante::sql
