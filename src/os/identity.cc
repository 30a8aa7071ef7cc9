#include "os/identity.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

namespace ante::os {

Result<std::optional<Identity>> server_identity() {
  if (::geteuid() != 0) return std::nullopt;
  std::vector<char> buffer(16384);
  for (const char* name : {"postgres", "nobody"}) {
    passwd entry{};
    passwd* found = nullptr;
    ::getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found);
    if (found && found->pw_uid != 0) return Identity{found->pw_uid, found->pw_gid, name};
  }
  return undecided("PostgreSQL does not run as root, and there is neither a user 'postgres' nor 'nobody' to run it as",
                   "run ante as an ordinary user, or add a user 'postgres'");
}

Result<void> can_reach(const Identity& who, const std::filesystem::path& path) {
  std::filesystem::path place;
  for (auto& part : path) {
    place /= part;
    struct stat about{};
    if (::stat(place.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) continue;
    mode_t needed = about.st_uid == who.uid ? S_IXUSR : about.st_gid == who.gid ? S_IXGRP : S_IXOTH;
    if (!(about.st_mode & needed))
      return bad_input(fmt::format("private servers run as the user '{}', who may not enter the folder {}", who.name,
                                   place.string()),
                       "set ANTE_CACHE to a folder that everyone may enter, such as /var/cache/ante");
  }
  return {};
}

}  // namespace ante::os
