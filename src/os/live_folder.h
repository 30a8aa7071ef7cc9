// A folder that lives as long as the process that made it. It is locked by its owner for all that time, so that
// whoever finds one whose lock is free knows that its owner is dead, whatever way it died.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "os/descriptor.h"

namespace ante::os {

class LiveFolder {
 public:
  // running_folder()/<pid>-<random>
  static Result<LiveFolder> make();
  // The folders of the dead, locked by us from now on. Each is found by one caller only.
  static std::vector<LiveFolder> claim_abandoned();

  LiveFolder(LiveFolder&&) noexcept;
  LiveFolder& operator=(LiveFolder&&) noexcept;
  ~LiveFolder();  // removes it with all that is in it

  const std::filesystem::path& path() const { return path_; }

 private:
  LiveFolder(std::filesystem::path path, Descriptor lock);
  std::filesystem::path path_;
  Descriptor lock_;
};

}  // namespace ante::os
