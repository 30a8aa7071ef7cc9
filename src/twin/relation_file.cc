#include "twin/relation_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace ante::twin {
namespace {

constexpr std::int64_t segment_blocks = 131072;  // RELSEG_SIZE: 1 GiB

class File {
 public:
  File(const std::filesystem::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::unexpected<Error> failed(std::string_view what, const std::filesystem::path& path) {
  return undecided(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)),
                   errno == ENOSPC ? "free some space on that disk" : "");
}

// New files belong to the user whose server will open them: the owner of the data folder's own files.
void same_owner(const std::filesystem::path& file, const std::filesystem::path& like) {
  struct stat status{};
  if (::geteuid() == 0 && ::stat(like.c_str(), &status) == 0)
    (void)!::chown(file.c_str(), status.st_uid, status.st_gid);
}

}  // namespace

Result<Page> RelationFile::first_page() const {
  File file(path_, O_RDONLY);
  Page page{};
  if (file.get() < 0 || ::pread(file.get(), page.data(), page.size(), 0) != static_cast<ssize_t>(page.size()))
    return failed("read the first page of", path_);
  return page;
}

Result<void> RelationFile::write(const std::vector<Page>& pages) const {
  File file(path_, O_WRONLY);
  if (file.get() < 0) return failed("open", path_);
  std::size_t size = pages.size() * page_size;
  if (::pwrite(file.get(), pages.data(), size, 0) != static_cast<ssize_t>(size)) return failed("write", path_);
  return {};
}

Result<void> RelationFile::extend(std::int64_t blocks) const {
  for (std::int64_t segment = 0; segment == 0 || segment * segment_blocks < blocks; ++segment) {
    auto path = path_;
    if (segment > 0) path += fmt::format(".{}", segment);
    std::int64_t length =
        std::min(segment_blocks, blocks - segment * segment_blocks) * static_cast<std::int64_t>(page_size);
    File file(path, O_WRONLY | (segment > 0 ? O_CREAT : 0));
    struct stat status{};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return failed("open", path);
    if (status.st_size < length && ::ftruncate(file.get(), length) != 0) return failed("lengthen", path);
    if (segment > 0) same_owner(path, path_);
  }
  return {};
}

Result<void> RelationFile::shorten(std::int64_t blocks) const {
  for (std::int64_t segment = 0;; ++segment) {
    auto path = path_;
    if (segment > 0) path += fmt::format(".{}", segment);
    File file(path, O_WRONLY);
    struct stat status{};
    if (file.get() < 0 && segment > 0 && errno == ENOENT) return {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return failed("open", path);
    auto length = std::max<std::int64_t>(0, blocks - segment * segment_blocks) * static_cast<std::int64_t>(page_size);
    if (status.st_size > length && ::ftruncate(file.get(), length) != 0) return failed("shorten", path);
  }
}

Result<void> RelationFile::write_visibility_map(const Page& page) const {
  auto path = path_;
  path += "_vm";
  File file(path, O_WRONLY | O_CREAT);
  if (file.get() < 0 || ::pwrite(file.get(), page.data(), page.size(), 0) != static_cast<ssize_t>(page.size()))
    return failed("write", path);
  same_owner(path, path_);
  return {};
}

}  // namespace ante::twin
