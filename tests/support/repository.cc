#include "support/repository.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ante::tests {

namespace fs = std::filesystem;

fs::path repository() { return ANTE_SOURCE; }

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  fs::recursive_directory_iterator walk(repository() / folder), end;
  for (; walk != end; ++walk) {
    std::string name = walk->path().filename();
    bool hidden = name.starts_with(".") && name != ".ci" && !name.starts_with(".clang");
    if (walk->is_directory() && (hidden || name == "build" || name == "node_modules")) {
      walk.disable_recursion_pending();
    } else if (walk->is_regular_file() && !hidden) {
      files.push_back(fs::relative(walk->path(), repository()));
    }
  }
  std::ranges::sort(files);
  return files;
}

std::string text_of(const fs::path& relative) {
  std::ifstream file(repository() / relative, std::ios::binary);
  EXPECT_TRUE(file) << relative << " cannot be read";
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const fs::path& relative) {
  std::istringstream text(text_of(relative));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::vector<std::vector<std::string>> rows_of(const fs::path& relative) {
  std::vector<std::vector<std::string>> rows;
  for (auto& line : lines_of(relative)) {
    if (line.starts_with("#")) continue;
    std::istringstream words(line);
    std::vector<std::string> row;
    for (std::string word; words >> word;) row.push_back(word);
    if (!row.empty()) rows.push_back(row);
  }
  return rows;
}

}  // namespace ante::tests
