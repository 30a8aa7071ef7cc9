// What a role needs in order to see what a capture wants to see, as SQL to be run by an administrator.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/snapshot.h"

namespace ante::snapshot {

// `role` as it is called, not quoted. For all schemas of the source, or, where it is not known, for "public".
std::string grants_text(std::string_view role, const catalog::Catalog* source = nullptr);

}  // namespace ante::snapshot
