// The snapshot's file: SQLite, one table a kind of record (docs/snapshot-format.md).
#pragma once

#include <filesystem>

#include "snapshot/snapshot.h"

namespace ante::snapshot {

inline constexpr int format_version = 1;

Result<void> save(const Snapshot& snapshot, const std::filesystem::path& path);  // whole or not there
Result<Snapshot> load(const std::filesystem::path& path);
// A hash of the content; the key of everything that is cached for a snapshot.
Result<std::string> content_hash(const std::filesystem::path& path);

}  // namespace ante::snapshot
