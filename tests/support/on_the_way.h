// Ways between catalogs, gone in a real database.
#pragma once

#include "catalog/way.h"
#include "support/rebuild.h"

namespace ante::tests {

// Runs the steps, each as the role that it names, which is a superuser meanwhile unless it passes on what it was
// granted; what the first one that fails said, or "".
std::string go(pg::Connection& database, const std::vector<catalog::WayStep>& steps);

// How the database differs from a catalog: sentences, without mere orders of columns.
std::vector<std::string> different(pg::Connection& database, const catalog::Catalog& from);

std::string shown(const std::vector<catalog::WayStep>& steps);

}  // namespace ante::tests
