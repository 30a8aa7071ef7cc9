#include "watch/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <tuple>

namespace ante::watch {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_log_files = 10'000, remembered_of_log = 64;
constexpr int files_in_a_row = 100;
// Of what is written faster than it is read, only the newest is.
constexpr off_t far_behind = 8 << 20;
constexpr std::size_t read_in_a_look = 4u << 20;

Error cannot_read_log(const fs::path& path, int error_number) {
  return {fmt::format("the log {} cannot be read: {}", path.string(), std::strerror(error_number)),
          "let the user that runs ante read it (log_file_mode = 0640, and a group), or name another with --log",
          Exit::bad_input};
}

// What is read at that place of a file; shorter where it ends.
std::string read_at(int file, off_t at, std::size_t most) {
  std::string text(most, '\0');
  std::size_t got = 0;
  while (got < most) {
    auto count = ::pread(file, text.data() + got, most - got, at + static_cast<off_t>(got));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  text.resize(got);
  return text;
}

}  // namespace

bool LogFiles::have(std::string_view name) const {
  if (is_one) return name == begins;
  return name.size() >= begins.size() + ends.size() && name.starts_with(begins) && name.ends_with(ends);
}

std::vector<FollowedLog::File> FollowedLog::files_now() const {
  std::vector<File> found;
  auto add = [&](const fs::path& path) {
    struct stat is = {};
    if (::stat(path.c_str(), &is) != 0 || !S_ISREG(is.st_mode)) return;
    found.push_back({.path = path, .key = {is.st_dev, is.st_ino}, .size = is.st_size, .changed = is.st_mtim});
  };
  if (files_.is_one) {
    add(files_.folder / files_.begins);
    return found;
  }
  std::error_code error;
  for (fs::directory_iterator entry(files_.folder, error), end; !error && entry != end; entry.increment(error))
    if (files_.have(entry->path().filename().string()) && found.size() < most_log_files) add(entry->path());
  std::ranges::sort(found, {}, [](auto& one) { return std::tuple(one.changed.tv_sec, one.changed.tv_nsec, one.path); });
  return found;
}

Result<void> FollowedLog::open(const File& file, off_t from) {
  os::Descriptor opened(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!opened) return std::unexpected(cannot_read_log(file.path, errno));
  if (file_) others_[key_] = read_to_;
  struct stat is = {};
  if (::fstat(opened.get(), &is) != 0) return std::unexpected(cannot_read_log(file.path, errno));
  file_ = std::move(opened), key_ = {is.st_dev, is.st_ino}, read_to_ = from;
  last_read_.clear();
  return {};
}

Result<FollowedLog> FollowedLog::from_its_end(LogFiles files) {
  FollowedLog log(std::move(files));
  auto found = log.files_now();
  if (found.empty())
    return bad_input(log.files_.is_one
                         ? fmt::format("there is no log {}", (log.files_.folder / log.files_.begins).string())
                         : fmt::format("there is no log in {}: no file {}…{}", log.files_.folder.string(),
                                       log.files_.begins, log.files_.ends),
                     "--log names the server's log, or the folder that it is in");
  for (auto& file : found) log.others_[file.key] = file.size;
  TRY(log.open(found.back(), found.back().size));
  auto kept = static_cast<off_t>(std::min<std::size_t>(remembered_of_log, static_cast<std::size_t>(log.read_to_)));
  log.last_read_ = read_at(log.file_.get(), log.read_to_ - kept, static_cast<std::size_t>(kept));
  return log;
}

// What was emptied and written anew may be as long again.
bool FollowedLog::is_as_it_was() const {
  auto size = last_read_.size();
  return read_at(file_.get(), read_to_ - static_cast<off_t>(size), size) == last_read_;
}

Result<bool> FollowedLog::go_on() {
  auto found = files_now();
  std::optional<File> next;
  std::set<Key> there{key_};
  for (auto& file : found) {
    there.insert(file.key);
    if (file.key == key_) continue;
    auto& read_to = others_[file.key];  // a new one: nothing of it
    if (file.size < read_to) read_to = 0;
    if (file.size > read_to && !next) next = file;
  }
  std::erase_if(others_, [&](auto& one) { return !there.contains(one.first); });
  if (!next) return false;
  // Whoever began the next one had ended this one; perhaps after it was looked at.
  struct stat is = {};
  if (::fstat(file_.get(), &is) == 0 && is.st_size > read_to_) return true;
  TRY(open(*next, others_[next->key]));
  return true;
}

Result<FollowedLog::Piece> FollowedLog::next(std::size_t at_most) {
  Piece piece;
  for (int i = 0; i < files_in_a_row; ++i) {
    struct stat is = {};
    bool is_there = ::fstat(file_.get(), &is) == 0;
    if (is_there && (is.st_size < read_to_ || !is_as_it_was())) {
      read_to_ = 0, piece.follows = false;
      last_read_.clear();
    }
    if (is_there && is.st_size - read_to_ > far_behind) {
      auto from = is.st_size - static_cast<off_t>(at_most);
      piece.skipped = from - read_to_, piece.follows = false;
      read_to_ = from;
      last_read_.clear();
    }
    if (is_there && is.st_size > read_to_) {
      auto left = static_cast<std::size_t>(is.st_size - read_to_);
      piece.text = read_at(file_.get(), read_to_, std::min(at_most, left));
      read_to_ += static_cast<off_t>(piece.text.size());
      last_read_ +=
          piece.text.size() > remembered_of_log ? piece.text.substr(piece.text.size() - remembered_of_log) : piece.text;
      if (last_read_.size() > remembered_of_log) last_read_.erase(0, last_read_.size() - remembered_of_log);
      if (!piece.text.empty()) return piece;
    }
    auto was = key_;
    if (!TRY(go_on())) return piece;
    if (key_ != was) piece.follows = false;
  }
  return piece;
}

// --- ServerLog

Result<ServerLog> ServerLog::open(LogPlace place) {
  auto followed = TRY(FollowedLog::from_its_end(place.files));
  return ServerLog(std::move(place), std::move(followed));
}

Result<void> ServerLog::move_to(LogPlace place) {
  if (place == place_) return {};
  if (place.files != place_.files) followed_ = TRY(FollowedLog::from_its_end(place.files));
  place_ = std::move(place);
  reader_ = LogReader(place_.format, place_.line_prefix);
  return {};
}

Result<ServerLog::News> ServerLog::look() {
  News news;
  auto take = [&](std::vector<LogEntry> entries) { std::ranges::move(entries, std::back_inserter(news.entries)); };
  bool is_quiet = true;
  for (auto left = read_in_a_look; left > 0;) {
    auto piece = TRY(followed_.next(left));
    news.skipped += piece.skipped;
    if (!piece.follows) {
      take(reader_.rest());  // the last of the file before it
      reader_.forget(piece.skipped > 0);
    }
    if (piece.text.empty()) break;
    is_quiet = false;
    left -= piece.text.size();
    take(reader_.read(piece.text));
  }
  if (is_quiet) take(reader_.rest());
  return news;
}

}  // namespace ante::watch
