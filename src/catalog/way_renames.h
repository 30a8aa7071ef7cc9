// The first part of a way: every object that stays gets the name, and the schema, that it has in the end. What is in
// its place is put aside first, under a name that nobody else has.
#pragma once

#include <vector>

#include "catalog/model.h"
#include "catalog/way.h"
#include "catalog/way_match.h"

namespace ante::catalog {

struct Renamed {
  std::vector<WayStep> steps;
  Catalog now;  // the first catalog as it is after them, its texts included
};

// New roles and schemas are made among them: what changes its schema needs it.
Renamed renamed(const Catalog& from, const Catalog& to, const Matches& matches, const WayOptions& options);

}  // namespace ante::catalog
