// Files of a change and of its queries as programs find them: a rehearsal names them as seen from the folder that holds
// them, a program that annotates a repository looks for them from where ante was called.
#pragma once

#include <filesystem>
#include <vector>

#include "rehearse/rehearsal.h"

namespace ante::cli {

// `change` and `queries` as they were given: folders, or files. What lies beside the working folder and not below it is
// named by its whole path.
void name_files_from_here(rehearse::Rehearsal& rehearsal, const std::filesystem::path& change,
                          const std::vector<std::filesystem::path>& queries);

}  // namespace ante::cli
