#include "ship/column_order.h"

#include <algorithm>

#include "base/text.h"
#include "rehearse/definition.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::ship {

bool counts_on_the_columns(const std::string& query, const std::string& table) {
  auto facts = sql::facts(query);
  auto tokens = sql::scan(query);
  if (!facts || !tokens) return false;
  auto bare = rehearse::parted(table).second;
  bool named = std::ranges::any_of(facts->relations,
                                   [&](auto& one) { return one == table || one == bare || one.ends_with("." + bare); });
  if (!named) return false;
  auto word = [&](std::size_t i) { return i < tokens->size() ? lower(sql::text_of((*tokens)[i], query)) : ""; };
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    // count(*) and a * b are something else.
    bool all = word(i) == "*" && i > 0 && (word(i - 1) == "select" || word(i - 1) == "." || word(i - 1) == ",") &&
               (word(i + 1) == "from" || word(i + 1) == "," || word(i + 1) == "");
    if (all || (word(i) == "returning" && word(i + 1) == "*")) return true;
    if (word(i) != "into") continue;
    auto at = i + 2;
    while (word(at) == ".") at += 2;
    if (word(at) == "as") at += 2;
    if (word(at) == "values" || word(at) == "select") return true;
  }
  return false;
}

}  // namespace ante::ship
