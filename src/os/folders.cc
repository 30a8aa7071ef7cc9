#include "os/folders.h"
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "os/descriptor.h"
#include "os/tree.h"

namespace ante::os {
namespace fs = std::filesystem;
namespace {

std::string_view from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// Of ante's own, where one of its kind belongs.
struct Place {
  const char* given;   // a variable that says it all
  const char* roots;   // as root
  const char* around;  // a variable that says where those of all programs are
  const char* at_home;
};
fs::path folder_of(const Place& place) {
  if (auto given = from_environment(place.given); !given.empty()) return fs::absolute(given).lexically_normal();
  if (::geteuid() == 0) return place.roots;
  if (auto given = from_environment(place.around); given.starts_with('/')) return fs::path(given) / "ante";
  auto home = from_environment("HOME");
  return fs::path(home.empty() ? "/tmp" : home) / place.at_home / "ante";
}

Result<void> synced(const fs::path& path, int flags) {
  Descriptor file(::open(path.c_str(), flags | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0)
    return undecided(fmt::format("cannot bring {} to the disk: {}", path.string(), std::strerror(errno)));
  return {};
}

}  // namespace

fs::path cache_folder() { return folder_of({"ANTE_CACHE", "/var/cache/ante", "XDG_CACHE_HOME", ".cache"}); }
fs::path state_folder() { return folder_of({"ANTE_STATE", "/var/lib/ante", "XDG_STATE_HOME", ".local/state"}); }
fs::path running_folder() { return cache_folder() / "running"; }

std::string boot_id() {
  return std::string(trim(read_file("/proc/sys/kernel/random/boot_id", 64).value_or("unknown")));
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code failed;
  if (fs::is_directory(folder, failed)) return {};
  if (folder.has_parent_path() && folder.parent_path() != folder) TRY(make_folder(folder.parent_path()));
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST)
    return std::unexpected(disk_error(fmt::format("cannot make the folder {}", folder.string()), errno));
  if (::geteuid() == 0) ::chmod(folder.c_str(), 0755);  // whatever the umask is
  return {};
}

// --- AtomicFile

Result<AtomicFile> AtomicFile::at(fs::path path, mode_t mode) {
  std::error_code missing;
  if (fs::exists(path, missing)) {
    if (!fs::is_regular_file(path, missing))
      return bad_input(fmt::format("{} is there already, and no regular file", path.string()), "choose another name");
    path = fs::canonical(path, missing);  // what a link leads to is replaced, not the link
  }
  fs::path temporary;
  Descriptor file;
  std::random_device random;
  do {
    temporary = path;
    temporary += fmt::format(".new-{:08x}", random());
    file = Descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  } while (!file && errno == EEXIST);
  if (!file)
    return bad_input(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)),
                     "choose a place that you may write to");
  return AtomicFile(std::move(path), std::move(temporary));
}

AtomicFile::AtomicFile(fs::path path, fs::path temporary) : path_(std::move(path)), temporary_(std::move(temporary)) {}
AtomicFile::AtomicFile(AtomicFile&& other) noexcept { *this = std::move(other); }
AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  path_.swap(other.path_);
  temporary_.swap(other.temporary_);
  return *this;
}
AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> AtomicFile::commit() {
  TRY(synced(temporary_, O_RDONLY));
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    return undecided(fmt::format("cannot put {} in its place: {}", path_.string(), std::strerror(errno)));
  temporary_.clear();
  auto folder = path_.parent_path();
  return synced(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY);
}

// --- TemporaryFolder

Result<TemporaryFolder> TemporaryFolder::make(std::string_view name) {
  auto base = from_environment("TMPDIR");
  auto pattern = fmt::format("{}/ante-{}-XXXXXX", base.empty() ? "/tmp" : base, name);
  if (!::mkdtemp(pattern.data()))
    return undecided(fmt::format("cannot make the folder {}: {}", pattern, std::strerror(errno)),
                     "set TMPDIR to a folder that you may write to");
  return TemporaryFolder(pattern);
}

TemporaryFolder::TemporaryFolder(fs::path path) : path_(std::move(path)) {}
TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept { *this = std::move(other); }
TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  path_.swap(other.path_);
  return *this;
}
TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) remove_tree(path_);
}

Result<std::string> read_file(const fs::path& path, std::size_t limit_bytes) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  auto failed = [&] { return bad_input(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno))); };
  if (!file) return failed();
  std::string text;
  char buffer[65536];
  for (;;) {
    auto count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed();
    if (count == 0) return text;
    if (text.size() + static_cast<std::size_t>(count) > limit_bytes)
      return bad_input(fmt::format("{} is larger than {} bytes", path.string(), limit_bytes));
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

Result<void> write_file(const fs::path& path, std::string_view text, mode_t mode) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  auto failed = [&] { return std::unexpected(disk_error(fmt::format("cannot write {}", path.string()), errno)); };
  if (!file) return failed();
  while (!text.empty()) {
    auto count = ::write(file.get(), text.data(), text.size());
    if (count < 0 && errno != EINTR) return failed();
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Error disk_error(std::string what, int error_number) {
  Error error{fmt::format("{}: {}", what, std::strerror(error_number))};
  if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG)
    error.next =
        fmt::format("free some space in {}, or set ANTE_CACHE to a folder on another disk", cache_folder().string());
  if (error_number == EACCES || error_number == EPERM || error_number == EROFS)
    error.next = "set ANTE_CACHE to a folder that you may write to";
  return error;
}

int full_disk_in(std::string_view output) {
  for (int error : {ENOSPC, EDQUOT, EFBIG})
    if (contains(output, std::strerror(error))) return error;
  return 0;
}

}  // namespace ante::os
