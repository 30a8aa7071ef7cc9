// Follows a server's log while it is written: into the next file where it is rotated (by another name, by a new file of
// the same name), from the beginning where it was emptied in place. What was there before is no news; after that
// nothing is read twice, and nothing left out, but for what is too much and is said to have been skipped.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "os/descriptor.h"
#include "watch/log_lines.h"

namespace ante::watch {

// Which files are the log: the one of that name, or all of a folder that begin and end so.
struct LogFiles {
  std::filesystem::path folder;
  std::string begins, ends;
  bool is_one = false;  // `begins` is its name
  bool have(std::string_view name) const;
  bool operator==(const LogFiles&) const = default;
};

class FollowedLog {
 public:
  static Result<FollowedLog> from_its_end(LogFiles files);

  struct Piece {
    std::string text;          // at most so much as was asked for; "" where nothing is left
    bool follows = true;       // what came last
    std::int64_t skipped = 0;  // bytes before it
  };
  Result<Piece> next(std::size_t at_most);

 private:
  using Key = std::pair<dev_t, ino_t>;
  struct File {
    std::filesystem::path path;
    Key key;
    off_t size = 0;
    timespec changed = {};
  };
  explicit FollowedLog(LogFiles files) : files_(std::move(files)) {}
  std::vector<File> files_now() const;  // the one that was written to last is the last one
  Result<void> open(const File& file, off_t from);
  Result<bool> go_on();  // with a file of which something was not read; false where there is none
  bool is_as_it_was() const;

  LogFiles files_;
  os::Descriptor file_;
  Key key_;
  off_t read_to_ = 0;
  std::string last_read_;        // before that
  std::map<Key, off_t> others_;  // how far they were read, or how long they were when this began
};

struct LogPlace {
  LogFiles files;
  LogFormat format = LogFormat::text;
  std::string line_prefix = {};
  bool operator==(const LogPlace&) const = default;
};

// The log's entries as they come.
class ServerLog {
 public:
  static Result<ServerLog> open(LogPlace place);
  struct News {
    std::vector<LogEntry> entries;
    std::int64_t skipped = 0;  // bytes
  };
  // A few megabytes at most; what is left is read the next time.
  Result<News> look();
  // Where the server writes it otherwise from now on.
  Result<void> move_to(LogPlace place);

 private:
  ServerLog(LogPlace place, FollowedLog followed)
      : place_(std::move(place)), followed_(std::move(followed)), reader_(place_.format, place_.line_prefix) {}
  LogPlace place_;
  FollowedLog followed_;
  LogReader reader_;
};

}  // namespace ante::watch
