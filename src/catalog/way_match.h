// Which object of one catalog is which of another: by its OID where both are of the same database, or where a namesake
// is; by its name; and where neither says it, by what it is made of, if there is exactly one that it can be.
#pragma once

#include <map>
#include <string>

#include "catalog/model.h"
#include "catalog/names.h"
#include "catalog/way.h"

namespace ante::catalog {

// Kind (as for_each_kind calls it) → name in the first → name in the second, as name_of() has them.
using Matches = std::map<std::string, std::map<std::string, std::string>>;

Matches matches(const Catalog& from, const Catalog& to, const WayOptions& options);

}  // namespace ante::catalog
