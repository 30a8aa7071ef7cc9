#include "os/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <vector>

#include "os/descriptor.h"
#include "os/folders.h"
#include "os/interrupt.h"

namespace ante::os {
namespace {

class Copy {
 public:
  explicit Copy(const std::optional<Identity>& owner) : owner_(owner) {}

  Result<void> folder(int from_parent, const char* from_name, int to_parent, const char* to_name,
                      const std::filesystem::path& shown) {
    Descriptor from(::openat(from_parent, from_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    struct stat about{};
    if (!from || ::fstat(from.get(), &about) != 0) return failed("read", shown);
    if (::mkdirat(to_parent, to_name, 0700) != 0) return failed("make a copy of", shown);
    Descriptor to(::openat(to_parent, to_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!to) return failed("make a copy of", shown);
    std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(::fcntl(from.get(), F_DUPFD_CLOEXEC, 0)), ::closedir);
    if (!entries) return failed("read", shown);
    while (dirent* entry = ::readdir(entries.get())) {
      std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (interrupted()) return interrupted_error();
      TRY(one(from.get(), to.get(), entry->d_name, shown / name));
    }
    if (::fchmod(to.get(), about.st_mode & 07777) != 0 || !give(to.get())) return failed("make a copy of", shown);
    return {};
  }

 private:
  Result<void> one(int from, int to, const char* name, const std::filesystem::path& shown) {
    struct stat about{};
    if (::fstatat(from, name, &about, AT_SYMLINK_NOFOLLOW) != 0) return failed("read", shown);
    if (S_ISDIR(about.st_mode)) return folder(from, name, to, name, shown);
    if (S_ISLNK(about.st_mode)) return link(from, to, name, shown);
    if (S_ISREG(about.st_mode)) return file(from, to, name, about, shown);
    return undecided(fmt::format("{} is neither a file nor a folder: it cannot be copied", shown.string()));
  }

  Result<void> link(int from, int to, const char* name, const std::filesystem::path& shown) {
    char target[4096];
    auto length = ::readlinkat(from, name, target, sizeof target - 1);
    if (length < 0) return failed("read", shown);
    target[length] = 0;
    if (::symlinkat(target, to, name) != 0) return failed("make a copy of", shown);
    if (owner_ && ::fchownat(to, name, owner_->uid, owner_->gid, AT_SYMLINK_NOFOLLOW) != 0)
      return failed("make a copy of", shown);
    return {};
  }

  Result<void> file(int from_folder, int to_folder, const char* name, const struct stat& about,
                    const std::filesystem::path& shown) {
    Descriptor from(::openat(from_folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!from) return failed("read", shown);
    Descriptor to(::openat(to_folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, about.st_mode & 0777));
    if (!to || !give(to.get()) || !content(from.get(), to.get(), about)) return failed("make a copy of", shown);
    return {};
  }

  bool content(int from, int to, const struct stat& about) {
    if (about.st_size == 0) return true;
    if (may_share_ && ::ioctl(to, FICLONE, from) == 0) return true;
    may_share_ = false;  // this file system cannot; do not ask for each of a thousand files
    if (about.st_blocks * 512 >= about.st_size) return range(from, to, 0, about.st_size);
    if (::ftruncate(to, about.st_size) != 0) return false;
    for (off_t at = 0; at < about.st_size;) {
      off_t data = ::lseek(from, at, SEEK_DATA);
      if (data < 0) return errno == ENXIO;  // a hole up to the end
      off_t hole = ::lseek(from, data, SEEK_HOLE);
      if (hole < 0 || !range(from, to, data, hole)) return false;
      at = hole;
    }
    return true;
  }

  bool range(int from, int to, off_t begin, off_t end) {
    while (begin < end) {
      auto wanted = std::min<std::size_t>(buffer_.size(), static_cast<std::size_t>(end - begin));
      auto count = ::pread(from, buffer_.data(), wanted, begin);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return count == 0;
      for (ssize_t done = 0; done < count;) {
        auto written = ::pwrite(to, buffer_.data() + done, static_cast<std::size_t>(count - done), begin + done);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        done += written;
      }
      begin += count;
    }
    return true;
  }

  bool give(int file) { return !owner_ || ::fchown(file, owner_->uid, owner_->gid) == 0; }

  static std::unexpected<Error> failed(std::string_view doing, const std::filesystem::path& what) {
    int error = errno;
    return std::unexpected(disk_error(fmt::format("cannot {} {}", doing, what.string()), error));
  }

  const std::optional<Identity>& owner_;
  bool may_share_ = true;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{256} * 1024);
};

// The standard library's remove_all opens the folder anew for each file in it, which takes twice as long.
bool removed(int parent, const char* name) {
  if (::unlinkat(parent, name, 0) == 0 || errno == ENOENT) return true;
  if (errno != EISDIR) return false;
  int folder = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  std::unique_ptr<DIR, int (*)(DIR*)> entries(folder < 0 ? nullptr : ::fdopendir(folder), ::closedir);
  bool all = entries != nullptr;
  while (dirent* entry = entries ? ::readdir(entries.get()) : nullptr) {
    std::string_view child = entry->d_name;
    if (child != "." && child != ".." && !removed(::dirfd(entries.get()), entry->d_name)) all = false;
  }
  return ::unlinkat(parent, name, AT_REMOVEDIR) == 0 && all;
}

}  // namespace

Result<void> copy_tree(const std::filesystem::path& from, const std::filesystem::path& to,
                       const std::optional<Identity>& owner) {
  return Copy(owner).folder(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), from);
}

bool remove_tree(const std::filesystem::path& path) { return removed(AT_FDCWD, path.c_str()); }

}  // namespace ante::os
