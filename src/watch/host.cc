#include "watch/host.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cstdlib>
#include <ranges>

#include "base/text.h"
#include "base/units.h"
#include "os/folders.h"
#include "watch/middle.h"

namespace ante::watch {
namespace {

constexpr std::size_t file_of_the_kernel = 1u << 20;
constexpr double disk_warned_at = 0.9, disk_calm_below = 0.88, full_in_a_day = 86'400;  // of it; seconds
// A file that is made and removed again, for a sort or an index, is no trend.
constexpr std::size_t disk_looks_kept = 60;
constexpr double disk_known_after = 1'800;  // seconds

std::vector<std::string> words_of(std::string_view text) {
  auto words = split(text, ' ');
  std::erase_if(words, [](auto& word) { return word.empty(); });
  return words;
}

double amount(const std::vector<std::string>& words, std::size_t i) {
  return i < words.size() ? std::strtod(words[i].c_str(), nullptr) : 0;
}

// What follows the name in brackets, which may hold anything: the state first.
std::vector<std::string> stat_of(const std::filesystem::path& proc, std::string_view process) {
  auto text = os::read_file(proc / process / "stat", file_of_the_kernel);
  if (!text) return {};
  auto end = text->rfind(')');
  return end == std::string::npos ? std::vector<std::string>() : words_of(trim(text->substr(end + 1)));
}

// Of a process, and of those that it had and that are no more.
double ticks_of(const std::filesystem::path& proc, std::string_view process) {
  constexpr std::size_t user = 11, system = 12, children_user = 13, children_system = 14;
  auto stat = stat_of(proc, process);
  return amount(stat, user) + amount(stat, system) + amount(stat, children_user) + amount(stat, children_system);
}

std::optional<double> waits_for(const std::filesystem::path& proc, const char* what) {
  constexpr std::string_view some = "some avg10=";
  auto text = os::read_file(proc / "pressure" / what, file_of_the_kernel);
  if (!text || !text->starts_with(some)) return std::nullopt;
  return std::strtod(text->c_str() + some.size(), nullptr) / 100;
}

std::optional<double> memory_left(const std::filesystem::path& proc) {
  auto text = os::read_file(proc / "meminfo", file_of_the_kernel);
  double all = 0, left = 0;
  for (auto& line : split(text.value_or(""), '\n')) {
    auto words = words_of(line);
    if (line.starts_with("MemTotal:")) all = amount(words, 1);
    if (line.starts_with("MemAvailable:")) left = amount(words, 1);
  }
  return all > 0 ? std::optional(left / all) : std::nullopt;
}

}  // namespace

Host HostProbe::look(double now) {
  Host host{.at = now};
  host.memory_left = memory_left(proc_);
  host.waits_for_processors = waits_for(proc_, "cpu");
  host.waits_for_disk = waits_for(proc_, "io");
  host.waits_for_memory = waits_for(proc_, "memory");
  auto text = os::read_file(proc_ / "stat", file_of_the_kernel);
  if (!text) return host;
  Ticks ticks;
  // user, nice, system, idle, what waits for a disk, two of interrupts, and what the machine beneath gave to others.
  constexpr std::size_t idle = 4, waits_for_a_disk = 5, columns = 8;
  for (auto& line : split(*text, '\n')) {
    if (!line.starts_with("cpu")) continue;
    if (line[3] != ' ') {
      ++host.processors;
      continue;
    }
    auto words = words_of(line);
    for (std::size_t i = 1; i <= columns; ++i) {
      ticks.all += amount(words, i);
      if (i != idle && i != waits_for_a_disk) ticks.taken += amount(words, i);
    }
  }
  auto postmaster = std::to_string(postmaster_);
  auto children = os::read_file(proc_ / postmaster / "task" / postmaster / "children", file_of_the_kernel);
  bool knows_the_server = postmaster_ > 0 && children.has_value();
  if (knows_the_server) {
    ticks.of_server = ticks_of(proc_, postmaster);
    for (auto& child : words_of(trim(*children))) ticks.of_server += ticks_of(proc_, child);
  }
  auto before = std::exchange(before_, ticks);
  if (!before || ticks.all <= before->all) return host;
  auto in_processors = host.processors / (ticks.all - before->all);
  host.taken = std::max(0.0, ticks.taken - before->taken) * in_processors;
  // Less than before: it was started anew, or something ended just now, and is counted with its parent the next time.
  if (knows_the_server && before->of_server > 0 && ticks.of_server >= before->of_server)
    host.by_server = std::min(*host.taken, (ticks.of_server - before->of_server) * in_processors);
  return host;
}

int postmaster_of(const std::filesystem::path& proc, int session, const std::string& user,
                  const std::string& database) {
  constexpr std::size_t parent = 1;
  auto process = std::to_string(session);
  auto title = os::read_file(proc / process / "cmdline", file_of_the_kernel);
  if (!title || !title->starts_with("postgres: ") || !contains(*title, fmt::format(" {} {} ", user, database)))
    return 0;
  return static_cast<int>(amount(stat_of(proc, process), parent));
}

// --- Disk

std::optional<Disk::Room> Disk::room(const std::filesystem::path& folder) {
  struct statvfs is = {};
  if (folder.empty() || ::statvfs(folder.c_str(), &is) != 0 || is.f_blocks == 0) return std::nullopt;
  auto block = static_cast<double>(is.f_frsize);
  // Some of it is kept for root alone.
  auto taken = static_cast<double>(is.f_blocks - is.f_bfree), left = static_cast<double>(is.f_bavail);
  return Room{.bytes = (taken + left) * block, .left = left * block};
}

std::vector<Limit> Disk::limits(Room room, double now) {
  auto taken = room.bytes - room.left;
  auto left_shown = human(Bytes{static_cast<std::int64_t>(room.left)});
  std::vector<Limit> limits{
      {.about = "disk of the data directory",
       .share = room.bytes > 0 ? taken / room.bytes : 0,
       .says = fmt::format("the disk of the data directory has {} left of {}", left_shown,
                           human(Bytes{static_cast<std::int64_t>(room.bytes)})),
       .remedy = "make room, or a larger disk: a server that cannot write ends. What takes it: SELECT relname, "
                 "pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class ORDER BY pg_total_relation_size(oid) DESC "
                 "LIMIT 10; pg_wal, and what replication slots hold on to",
       .warned_at = disk_warned_at,
       .calm_below = disk_calm_below,
       .is_level = true}};
  if (!taken_.empty() && now <= taken_.back().first) taken_.clear();  // the clock was set back
  keep(taken_, std::pair(now, taken), disk_looks_kept);
  if (now - taken_.front().first < disk_known_after) return limits;
  // From the middle of the first third to that of the last one.
  auto third = std::max<std::size_t>(1, taken_.size() / 3);
  auto of = [&](std::size_t from, auto member) {
    std::vector<double> values;
    for (std::size_t i = from; i < from + third; ++i) values.push_back(taken_[i].*member);
    return middle(values);
  };
  using Look = std::pair<double, double>;
  auto last = taken_.size() - third;
  auto seconds = of(last, &Look::first) - of(0, &Look::first);
  auto a_second = (of(last, &Look::second) - of(0, &Look::second)) / std::max(1.0, seconds);
  auto full_in = a_second > 0 ? room.left / a_second : full_in_a_day * 1'000;
  limits.push_back(
      {.about = "time until the disk of the data directory is full",
       .share = full_in_a_day / std::max(1.0, full_in),
       .says = fmt::format("the disk of the data directory has {} left, and {} more are taken in an hour: "
                           "full in {:.1f} hours",
                           left_shown, human(Bytes{static_cast<std::int64_t>(a_second * 3'600)}), full_in / 3'600),
       .remedy = "find what grows, and make room before: a server that cannot write ends",
       .warned_at = 1,
       .calm_below = 0.8,
       .is_level = false});
  return limits;
}

}  // namespace ante::watch
