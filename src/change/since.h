// What a folder held at an older revision, so that only what is new since then is rehearsed. Whoever reads the
// repository fills it in.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace ante::change {

struct Since {
  std::string revision;  // as it was named
  // The files of the folder that the revision had, by their canonical paths. Of those that are otherwise now, as they
  // were; nothing for those that are the same.
  std::map<std::filesystem::path, std::optional<std::string>> files;
};

}  // namespace ante::change
