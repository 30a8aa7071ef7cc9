// Where ante keeps things. As root, private servers run as an unprivileged user, so the folders are ones that it can
// reach: /var/cache/ante instead of /root/.cache/ante.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace ante::os {

std::filesystem::path
cache_folder();  // $ANTE_CACHE, /var/cache/ante as root, else $XDG_CACHE_HOME/ante or ~/.cache/ante
// What is to be kept, and cannot be made again: $ANTE_STATE, /var/lib/ante as root, else $XDG_STATE_HOME/ante or
// ~/.local/state/ante.
std::filesystem::path state_folder();
std::filesystem::path running_folder();  // below it: one folder a live private cluster

// Makes it, and those above it, if they are not there. Whoever a server runs as may pass through what root makes.
Result<void> make_folder(const std::filesystem::path& folder);

// What was written without syncing may not have survived a crash of the machine whole: what is only kept to save time
// has this in its name, and is made again after a boot.
std::string boot_id();

// A file that is whole or not there: written beside its place, synced, renamed into it by commit().
class AtomicFile {
 public:
  static Result<AtomicFile> at(std::filesystem::path path, mode_t mode = 0666);
  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;
  ~AtomicFile();  // not committed: removed
  const std::filesystem::path& temporary() const { return temporary_; }
  Result<void> commit();

 private:
  AtomicFile(std::filesystem::path path, std::filesystem::path temporary);
  std::filesystem::path path_, temporary_;
};

// A private folder below the system's temporary one, removed at the end.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make(std::string_view name);
  TemporaryFolder(TemporaryFolder&&) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) noexcept;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path);
  std::filesystem::path path_;
};

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes = 1u << 30);

// Where a crash half-way does no harm. `mode` is for a file that is not there yet.
Result<void> write_file(const std::filesystem::path& path, std::string_view text, mode_t mode = 0666);

// "…: No space left on device", with what to do about it, for whatever errno says.
Error disk_error(std::string what, int error_number);
// The errno of a full disk that a program spoke of in its output, or 0.
int full_disk_in(std::string_view output);

}  // namespace ante::os
