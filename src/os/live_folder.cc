// Making a folder and locking it are two steps, and so are unlocking and removing it. Nobody may look in between: both
// are done under a shared lock on the folder that holds them all, and looking takes that lock exclusively.
#include "os/live_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <random>
#include <thread>

#include "base/units.h"
#include "os/folders.h"
#include "os/tree.h"

namespace ante::os {
namespace fs = std::filesystem;
namespace {

constexpr const char* lock_name = "owner.lock";

Descriptor gate(int operation) {
  Descriptor folder(::open(running_folder().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  while (folder && ::flock(folder.get(), operation) != 0) {
    if (errno != EINTR) return {};
  }
  return folder;
}

Descriptor locked(const fs::path& folder) {
  Descriptor file(::open((folder / lock_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) file.close();
  return file;
}

// ext4 does not use an inode again within seconds of its deletion, and looks at one after the other until it finds
// another: a cluster's thousand files take three times as long to make where a thousand were just removed. Folders of a
// "top directory" are spread over the disk instead. Other file systems do not know the flag, and need not.
void spread_over_the_disk(const fs::path& folder) {
  Descriptor open_folder(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  int flags = 0;
  if (!open_folder || ::ioctl(open_folder.get(), FS_IOC_GETFLAGS, &flags) != 0 || (flags & FS_TOPDIR_FL)) return;
  flags |= FS_TOPDIR_FL;
  ::ioctl(open_folder.get(), FS_IOC_SETFLAGS, &flags);
}

// A server that is being killed may still make a file in a folder that is being emptied: so more than one attempt.
void empty(const fs::path& folder) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    bool clean = true;
    std::error_code error;
    for (auto& entry : fs::directory_iterator(folder, error))
      if (entry.path().filename() != lock_name && !remove_tree(entry.path())) clean = false;
    if (clean) return;
    std::this_thread::sleep_for(Millis{20});
  }
}

}  // namespace

Result<LiveFolder> LiveFolder::make(const std::optional<Identity>& owner) {
  auto place = running_folder();
  TRY(make_folder(place));
  // Whoever owns the folder could put a template or a server of theirs into it.
  struct stat about{};
  if (::geteuid() != 0 && ::stat(place.c_str(), &about) == 0 && about.st_uid != ::geteuid())
    return bad_input(fmt::format("the folder {} belongs to another user", place.string()),
                     "set ANTE_CACHE to a folder of your own");
  spread_over_the_disk(place);
  if (owner) TRY(can_reach(*owner, place));
  std::random_device random;
  auto path = place / fmt::format("{}-{:08x}", ::getpid(), random());
  auto failed = [&](int error) {
    return std::unexpected(disk_error(fmt::format("cannot make the folder {}", path.string()), error));
  };
  auto open_gate = gate(LOCK_SH);
  if (!open_gate || ::mkdir(path.c_str(), 0700) != 0) return failed(errno);
  LiveFolder made(path, locked(path));
  open_gate.close();
  bool given = made.lock_ && (!owner || ::chown(path.c_str(), owner->uid, owner->gid) == 0);
  if (given) return made;
  int error = errno;
  if (!made.lock_) ::rmdir(path.c_str());
  return failed(error);
}

std::vector<LiveFolder> LiveFolder::claim_abandoned() {
  std::vector<LiveFolder> found;
  auto closed_gate = gate(LOCK_EX);
  if (!closed_gate) return found;
  std::error_code error;
  for (auto& entry : fs::directory_iterator(running_folder(), error)) {
    if (!entry.is_directory(error) || entry.is_symlink(error)) continue;
    if (auto lock = locked(entry.path())) found.push_back(LiveFolder(entry.path(), std::move(lock)));
  }
  return found;
}

LiveFolder::LiveFolder(fs::path path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}
LiveFolder::LiveFolder(LiveFolder&&) noexcept = default;
LiveFolder& LiveFolder::operator=(LiveFolder&& other) noexcept {
  path_.swap(other.path_);
  std::swap(lock_, other.lock_);
  return *this;
}

LiveFolder::~LiveFolder() {
  if (!lock_) return;
  empty(path_);
  auto open_gate = gate(LOCK_SH);
  ::unlink((path_ / lock_name).c_str());
  ::rmdir(path_.c_str());
}

}  // namespace ante::os
