#include "os/walls.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace ante::os {
namespace {

constexpr std::uint64_t writing_files = LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t changing_folders =
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
// From the second and third version of Landlock on; the headers of Debian 12 know only the first of them.
constexpr std::uint64_t renaming_across = 1u << 13, truncating = 1u << 14;

int version() {
  static const int known =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
  return known;
}

bool allow(int rules, const std::filesystem::path& path, std::uint64_t access) {
  Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat about{};
  if (!place || ::fstat(place.get(), &about) != 0) return false;
  if (!S_ISDIR(about.st_mode)) access &= ~(changing_folders | renaming_across);
  landlock_path_beneath_attr rule{access, place.get()};
  return ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

}  // namespace

Descriptor build_walls(const Walls& walls) {
  if (version() < 1) return {};
  std::uint64_t write = writing_files | changing_folders;
  if (version() >= 2) write |= renaming_across;
  if (version() >= 3) write |= truncating;
  landlock_ruleset_attr handled{write | LANDLOCK_ACCESS_FS_EXECUTE};
  Descriptor rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
  if (!rules) return {};
  for (auto& path : walls.writable)
    if (!allow(rules.get(), path, write)) return {};
  for (auto& path : walls.executable)
    if (!allow(rules.get(), path, LANDLOCK_ACCESS_FS_EXECUTE)) return {};
  return rules;
}

bool close_in(int rules) { return ::syscall(SYS_landlock_restrict_self, rules, 0) == 0; }

}  // namespace ante::os
