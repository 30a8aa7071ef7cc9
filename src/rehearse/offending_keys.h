// Which rows do not keep to something: the keys of some of those that a question counts. They are values of the rows,
// and are asked for only where somebody wants to see them.
#pragma once

#include <string>
#include <vector>

#include "catalog/model.h"

namespace ante::rehearse {

struct AskedKeys {
  std::string table, sql;
  std::vector<std::string> columns;  // of the table's primary key, as SQL writes them
};
// For at most so many rows of a question (counting(…), questions.h). Without `sql` where they have no key to show.
AskedKeys asked_keys(const std::string& question, const catalog::Catalog& catalog, int most);

}  // namespace ante::rehearse
