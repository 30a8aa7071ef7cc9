// Many small things done in a few threads: what of them is the kernel's work, as making a file, it does on several
// processors at once.
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"

namespace ante::os {

using Work = std::function<Result<void>(std::size_t)>;

// Calls what `worker` makes, once for each thread, with each number below `count`. The first error ends it.
Result<void> at_once(std::size_t count, const std::function<Work()>& worker);

}  // namespace ante::os
