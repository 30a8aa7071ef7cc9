// Files of a change and of its queries as programs find them: a rehearsal names them as seen from the folder that holds
// them, a program that annotates a repository looks for them from where ante was called.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/verdict.h"

namespace ante::cli {

// A file as seen from here; one elsewhere by its whole path.
std::string from_here(const std::filesystem::path& file);

// `change` and `queries` as they were given: folders, or files. What does not lie below the working folder is named by
// its whole path. The verdict is found before: what a team has waived it has waived under the shorter names.
void name_files_from_here(rehearse::Rehearsal& rehearsal, judge::Verdict& verdict, const std::filesystem::path& change,
                          const std::vector<std::filesystem::path>& queries);

}  // namespace ante::cli
