// :name in SQL, as psql and pgbench have it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ante::sql {

// Every :name that PostgreSQL's scanner sees as a colon and a word, so not in strings and not in casts, as `by` spells
// it.
Result<std::string> replace_variables(std::string_view sql,
                                      const std::function<Result<std::string>(std::string_view name)>& by);

}  // namespace ante::sql
