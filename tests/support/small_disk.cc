#include "support/small_disk.h"

#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>

namespace ante::tests {
namespace {

void limit_files_to(rlim_t bytes) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace

SmallDisk::SmallDisk(int megabytes) : path_(cache_.path() / "disk") {
  std::filesystem::create_directory(path_);
  auto options = fmt::format("size={}m,mode=0755", megabytes);
  mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
  if (!mounted_) limit_files_to((static_cast<rlim_t>(megabytes) << 20) / 24);
  ::setenv("ANTE_CACHE", path_.c_str(), 1);
}

SmallDisk::~SmallDisk() {
  if (mounted_)
    ::umount2(path_.c_str(), MNT_DETACH);
  else
    limit_files_to(RLIM_INFINITY);
}

void SmallDisk::fill_before(pid_t process) const {
  if (!mounted_) {
    rlimit small{64u << 10, 64u << 10};  // it can still say so
    ::prlimit(process, RLIMIT_FSIZE, &small, nullptr);
    return;
  }
  std::ofstream file(path_ / "filler", std::ios::binary);
  for (std::string piece(4096, 'x'); file.write(piece.data(), std::ssize(piece)).flush();) {
  }
}

void SmallDisk::make_room() const {
  std::error_code none;
  std::filesystem::remove(path_ / "filler", none);
}

}  // namespace ante::tests
