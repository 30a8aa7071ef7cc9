// What a folder of migrations held at a revision of the git repository that it lies in.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "change/since.h"
#include "os/folders.h"

namespace ante::cli {

// git is asked, which runs none of the repository's hooks, pagers and watchers for it, and asks nobody back.
// The folder as a revision has it, in a place of its own.
Result<os::TemporaryFolder> folder_at(const std::filesystem::path& path, const std::string& revision);

Result<change::Since> files_since(const std::filesystem::path& path, const std::string& revision);

}  // namespace ante::cli
