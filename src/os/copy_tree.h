// Copies a folder with all that is in it. Holes stay holes: a ghost claims terabytes and has megabytes.
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "os/identity.h"

namespace ante::os {

// `to` must not exist. Everything in it belongs to `owner` where one is given. What was copied before an error stays.
Result<void> copy_tree(const std::filesystem::path& from, const std::filesystem::path& to,
                       const std::optional<Identity>& owner = {});

}  // namespace ante::os
