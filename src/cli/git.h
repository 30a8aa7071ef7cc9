// git, asked about one folder. It runs none of the repository's hooks, pagers and watchers for it, and asks nobody
// back. What it says of no repository and of unknown revisions is in English.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/process.h"

namespace ante::cli {

class Git {
 public:
  static constexpr std::size_t longest_answer = 256u << 20;

  // The folder, or the one that the file is in; `what` needs it, as errors say.
  static Result<Git> at(const std::filesystem::path& path, std::string_view what);
  const std::filesystem::path& folder() const { return folder_; }
  Result<os::Finished> run(const std::vector<std::string>& arguments) const;
  // An error where git says that it failed.
  Result<std::string> answer(const std::vector<std::string>& arguments) const;

 private:
  Git(std::filesystem::path program, std::filesystem::path folder)
      : program_(std::move(program)), folder_(std::move(folder)) {}
  std::filesystem::path program_, folder_;
};

}  // namespace ante::cli
