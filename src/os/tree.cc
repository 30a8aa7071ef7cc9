#include "os/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "os/at_once.h"
#include "os/descriptor.h"
#include "os/folders.h"
#include "os/interrupt.h"

namespace ante::os {
namespace {

// A folder that is read and the one that becomes its copy.
struct Folders {
  Descriptor from, to;
  std::filesystem::path shown;
};

struct File {
  std::shared_ptr<const Folders> in;
  std::string name;
};

std::unexpected<Error> failed(std::string_view doing, const std::filesystem::path& what) {
  int error = errno;
  return std::unexpected(disk_error(fmt::format("cannot {} {}", doing, what.string()), error));
}

bool removed(int parent, const char* name);

bool same(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

// What an earlier copy left in a folder and the one that is copied has not, or has as something else.
bool clear_away(int from, int to) {
  std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(::fcntl(to, F_DUPFD_CLOEXEC, 0)), ::closedir);
  bool all = entries != nullptr;
  while (dirent* entry = entries ? ::readdir(entries.get()) : nullptr) {
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat wanted{}, there{};
    if (::fstatat(to, entry->d_name, &there, AT_SYMLINK_NOFOLLOW) != 0) return false;
    bool stays = ::fstatat(from, entry->d_name, &wanted, AT_SYMLINK_NOFOLLOW) == 0 &&
                 (wanted.st_mode & S_IFMT) == (there.st_mode & S_IFMT) && !S_ISLNK(there.st_mode);
    if (!stays && !removed(to, entry->d_name)) all = false;
  }
  return all;
}

// Makes the folders and the links, and says which files there are to copy.
class Walk {
 public:
  Walk(const std::optional<Identity>& owner, bool again) : owner_(owner), again_(again) {}

  Result<void> folder(int from_parent, const char* from_name, int to_parent, const char* to_name,
                      const std::filesystem::path& shown) {
    Descriptor from(::openat(from_parent, from_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    struct stat about{};
    if (!from || ::fstat(from.get(), &about) != 0) return failed("read", shown);
    bool there = ::mkdirat(to_parent, to_name, 0700) != 0;
    if (there && !(again_ && errno == EEXIST)) return failed("make a copy of", shown);
    Descriptor to(::openat(to_parent, to_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!to || (there && !clear_away(from.get(), to.get()))) return failed("make a copy of", shown);
    std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(::fcntl(from.get(), F_DUPFD_CLOEXEC, 0)), ::closedir);
    if (!entries) return failed("read", shown);
    // Whatever the mode, the copy can still be written into.
    if (::fchmod(to.get(), (about.st_mode & 07777) | 0300) != 0) return failed("make a copy of", shown);
    if (owner_ && ::fchown(to.get(), owner_->uid, owner_->gid) != 0) return failed("make a copy of", shown);
    auto in = std::make_shared<const Folders>(Folders{std::move(from), std::move(to), shown});
    while (dirent* entry = ::readdir(entries.get())) {
      std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (interrupted()) return interrupted_error();
      TRY(one(in, *entry));
    }
    return {};
  }

  std::vector<File> files;

 private:
  Result<void> one(const std::shared_ptr<const Folders>& in, const dirent& entry) {
    auto kind = entry.d_type;
    if (kind == DT_UNKNOWN) {  // some file systems do not say
      struct stat about{};
      if (::fstatat(in->from.get(), entry.d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return failed("read", in->shown / entry.d_name);
      kind = static_cast<unsigned char>(IFTODT(about.st_mode));
    }
    switch (kind) {
      case DT_REG:
        files.push_back({in, entry.d_name});
        return {};
      case DT_DIR:
        return folder(in->from.get(), entry.d_name, in->to.get(), entry.d_name, in->shown / entry.d_name);
      case DT_LNK:
        return link(*in, entry.d_name);
      default:
        return undecided(
            fmt::format("{} is neither a file nor a folder: it cannot be copied", (in->shown / entry.d_name).string()));
    }
  }

  Result<void> link(const Folders& in, const char* name) {
    char target[4096];
    auto length = ::readlinkat(in.from.get(), name, target, sizeof target - 1);
    if (length < 0) return failed("read", in.shown / name);
    target[length] = 0;
    if (::symlinkat(target, in.to.get(), name) != 0 ||
        (owner_ && ::fchownat(in.to.get(), name, owner_->uid, owner_->gid, AT_SYMLINK_NOFOLLOW) != 0))
      return failed("make a copy of", in.shown / name);
    return {};
  }

  const std::optional<Identity>& owner_;
  bool again_;
};

// Copies files, as one of several threads.
class Copyist {
 public:
  explicit Copyist(const std::optional<Identity>& owner) : owner_(owner) {}

  Result<void> file(const File& file) {
    if (interrupted()) return interrupted_error();
    auto shown = [&] { return file.in->shown / file.name; };
    struct stat about{};
    if (::fstatat(file.in->from.get(), file.name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0)
      return failed("read", shown());
    if (struct stat there{}; ::fstatat(file.in->to.get(), file.name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                             there.st_size == about.st_size && same(there.st_mtim, about.st_mtim) &&
                             there.st_uid == (owner_ ? owner_->uid : ::geteuid()))
      return {};
    Descriptor from;
    if (about.st_size > 0) {  // most files of a twin are empty: these need not be opened
      from = Descriptor(::openat(file.in->from.get(), file.name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
      if (!from) return failed("read", shown());
    }
    Descriptor to(::openat(file.in->to.get(), file.name.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                           about.st_mode & 0777));
    if (!to || (owner_ && ::fchown(to.get(), owner_->uid, owner_->gid) != 0) || !content(from.get(), to.get(), about))
      return failed("make a copy of", shown());
    // By its time a later copy knows that nobody has written to it since.
    timespec times[] = {{0, UTIME_OMIT}, about.st_mtim};
    if (::futimens(to.get(), times) != 0) return failed("make a copy of", shown());
    return {};
  }

 private:
  bool content(int from, int to, const struct stat& about) {
    if (about.st_size == 0) return ::ftruncate(to, 0) == 0;
    if (may_share_ && ::ioctl(to, FICLONE, from) == 0) return ::ftruncate(to, about.st_size) == 0;
    may_share_ = false;  // this file system cannot; do not ask for each of a thousand files
    // Not emptied first where it need not be: some file systems write such a file to the disk at once.
    if (about.st_blocks * 512 >= about.st_size)
      return range(from, to, 0, about.st_size) && ::ftruncate(to, about.st_size) == 0;
    if (::ftruncate(to, 0) != 0 || ::ftruncate(to, about.st_size) != 0) return false;
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

  const std::optional<Identity>& owner_;
  bool may_share_ = true;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{256} * 1024);
};

Result<void> copied(const std::filesystem::path& from, const std::filesystem::path& to,
                    const std::optional<Identity>& owner, bool again) {
  Walk walk(owner, again);
  TRY(walk.folder(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), from));
  // A cluster is thousands of small files.
  return at_once(walk.files.size(), [&]() -> Work {
    return [&, copyist = Copyist(owner)](std::size_t i) mutable { return copyist.file(walk.files[i]); };
  });
}

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
  return copied(from, to, owner, false);
}

Result<void> copy_tree_again(const std::filesystem::path& from, const std::filesystem::path& to,
                             const std::optional<Identity>& owner) {
  return copied(from, to, owner, true);
}

bool remove_tree(const std::filesystem::path& path) { return removed(AT_FDCWD, path.c_str()); }

}  // namespace ante::os
