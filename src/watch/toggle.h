// A change of the schema, and a query that does more since about then: whether the one did the other can be tried, on a
// ghost of the database as it was before it.
#pragma once

#include <memory>
#include <string>

#include "catalog/model.h"

namespace ante::watch {

struct Toggle {
  std::string about;         // of the trouble
  std::string shape, query;  // its fingerprint, its text
  std::string change;        // in words
  std::shared_ptr<const catalog::Catalog> before, after;
};

struct Toggled {
  Toggle what;
  enum class Found { does, does_not, not_known } found = Found::not_known;
  std::string how;  // "its plan goes from Index Scan, at a cost of 8, to Seq Scan, at 25123"
};

}  // namespace ante::watch
