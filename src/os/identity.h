// Who a private server runs as. PostgreSQL refuses to run as root, so that root's servers belong to an unprivileged
// user: `postgres` where there is one, else `nobody`.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace ante::os {

struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
};

// Nothing where ante itself is an ordinary user: its servers are its own.
Result<std::optional<Identity>> server_identity();

// An error that names the folder on the way to `path` that `who` may not enter.
Result<void> can_reach(const Identity& who, const std::filesystem::path& path);

}  // namespace ante::os
