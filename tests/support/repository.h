// The files of this repository, for tests that hold the house to its own rules.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ante::tests {

std::filesystem::path repository();
// The repository's own files below `folder` ("." for all): what is built, cached or hidden is left out. Relative paths.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);
std::string text_of(const std::filesystem::path& relative);
std::vector<std::string> lines_of(const std::filesystem::path& relative);
// The lines of a table in the repository that are no comment, each split at its spaces.
std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& relative);

}  // namespace ante::tests
