// What a folder of migrations held at a revision of the git repository that it lies in.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "change/since.h"

namespace ante::cli {

// git is asked, which runs none of the repository's hooks, pagers and watchers for it, and asks nobody back.
Result<change::Since> files_since(const std::filesystem::path& path, const std::string& revision);

}  // namespace ante::cli
