// A folder with all that is in it: copied, removed.
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "os/identity.h"

namespace ante::os {

// Holes stay holes: a ghost claims terabytes and has megabytes. `to` must not exist. Everything in it belongs to
// `owner` where one is given. What was copied before an error stays.
Result<void> copy_tree(const std::filesystem::path& from, const std::filesystem::path& to,
                       const std::optional<Identity>& owner = {});

// The same, where `to` is what became of an earlier copy. Files that are of the same size and time are left as they
// are, for nobody has written to them since (`from` was at rest for a tick of the kernel's clock before it was copied);
// whatever is not in `from` is removed.
Result<void> copy_tree_again(const std::filesystem::path& from, const std::filesystem::path& to,
                             const std::optional<Identity>& owner = {});

// Whether nothing of it is left. Symbolic links are removed, not followed.
bool remove_tree(const std::filesystem::path& path);

}  // namespace ante::os
