// What one catalog has that another has not. Order and OIDs do not count; everything else does.
#pragma once

#include <string>
#include <vector>

#include "catalog/model.h"

namespace ante::catalog {

struct Difference {
  enum class What { added, removed, changed };
  What what;
  std::string kind;           // table, column, index, …
  std::string object;         // "public.submission.grade"
  std::string field;          // of a change: "type"
  std::string before, after;  // of an index, a constraint or a column that came or went: its definition
};

std::vector<Difference> differences(const Catalog& before, const Catalog& after);
std::string sentence(const Difference& difference);  // "column public.submission.grade: type integer → text"

}  // namespace ante::catalog
