// A cache on a disk of a few megabytes, where the kernel lets us mount one; else with a limit on the size of a file.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "support/private_cache.h"

namespace ante::tests {

class SmallDisk {
 public:
  explicit SmallDisk(int megabytes);  // sets ANTE_CACHE
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const PrivateCache& around() const { return cache_; }
  // To the last byte; where it is no disk of its own, that process can write small files only.
  void fill_before(pid_t process) const;
  void make_room() const;  // again, where it is a disk of its own

 private:
  PrivateCache cache_{Templates::own};
  std::filesystem::path path_;
  bool mounted_;
};

}  // namespace ante::tests
