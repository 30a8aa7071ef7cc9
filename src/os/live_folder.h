// A folder that lives as long as the process that made it. It is locked by its owner for all that time, so that
// whoever finds one whose lock is free knows that its owner is dead, whatever way it died.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/result.h"
#include "os/descriptor.h"
#include "os/identity.h"

namespace ante::os {

class LiveFolder {
 public:
  // running_folder()/<pid>-<random>, which `owner` can reach and write to where one is given.
  static Result<LiveFolder> make(const std::optional<Identity>& owner = {});
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
