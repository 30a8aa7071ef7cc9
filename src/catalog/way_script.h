// A way as one script that psql can run: in one transaction, with what each step destroys said above it.
#pragma once

#include <string>

#include "catalog/way.h"

namespace ante::catalog {

std::string script(const Way& way);

}  // namespace ante::catalog
