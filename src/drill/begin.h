// A small drill that plays, for somebody to make his own of it.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace ante::drill {

Result<void> begin(const std::filesystem::path& folder);

}  // namespace ante::drill
