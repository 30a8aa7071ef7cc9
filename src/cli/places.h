// Files of a change and of its queries as programs find them: a rehearsal names them as seen from the folder that holds
// them, a program that annotates a repository looks for them from where ante was called.
#pragma once

#include <filesystem>
#include <vector>

#include "judge/verdict.h"

namespace ante::cli {

// `change` and `queries` as they were given: folders, or files. What does not lie below the working folder is named by
// its whole path. The verdict is found before: what a team has waived it has waived under the shorter names.
void name_files_from_here(rehearse::Rehearsal& rehearsal, judge::Verdict& verdict, const std::filesystem::path& change,
                          const std::vector<std::filesystem::path>& queries);

}  // namespace ante::cli
