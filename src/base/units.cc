#include "base/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <map>
#include <optional>

#include "base/text.h"

namespace ante {

namespace {

using Factors = std::map<std::string_view, double>;

// A number that is not negative and a unit that is known, as one number in the smallest unit.
std::optional<double> read_number(std::string_view text, const Factors& factors) {
  double number = 0;
  auto [rest, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  auto known = factors.find(trim(unit));
  if (failed != std::errc() || known == factors.end() || !(number >= 0)) return std::nullopt;
  return number * known->second;
}

}  // namespace

Result<Millis> read_duration(std::string_view text) {
  // "min" and "d" are PostgreSQL's.
  static const Factors factors{{"ms", 1}, {"", 1e3}, {"s", 1e3}, {"m", 6e4}, {"min", 6e4}, {"h", 3.6e6}, {"d", 86.4e6}};
  constexpr double week = 7 * 86'400e3;
  auto number = read_number(text, factors);
  if (!number || *number > week)
    return bad_input(fmt::format("'{}' is no length of time", text), "write it as 150ms, 30s, 5m or 1h");
  return Millis(static_cast<std::int64_t>(*number));
}

Result<double> read_moment(std::string_view text, double now) {
  std::string given(text);
  for (char& c : given)
    if (c == 'T') c = ' ';
  if (given.ends_with('Z')) given.pop_back();
  for (auto* form : {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%H:%M:%S", "%H:%M"}) {
    auto today = static_cast<std::time_t>(now);
    std::tm read{};
    ::gmtime_r(&today, &read);
    read.tm_sec = 0;
    const char* end = ::strptime(given.c_str(), form, &read);
    if (end == nullptr || *end != 0) continue;
    auto at = static_cast<double>(::timegm(&read));
    constexpr double day = 86'400;
    return form[1] == 'H' && at > now ? at - day : at;
  }
  return bad_input(fmt::format("'{}' is no time", text), "write it as 18:05, 18:05:10 or 2026-11-30 18:05, in UTC");
}

Result<Bytes> read_bytes(std::string_view text) {
  static const Factors factors{{"", 1},        {"B", 1},       {"kB", 0x1p10}, {"MB", 0x1p20},
                               {"GB", 0x1p30}, {"TB", 0x1p40}, {"PB", 0x1p50}};
  constexpr double most = 0x1p60;
  auto number = read_number(text, factors);
  if (!number || *number > most)
    return bad_input(fmt::format("'{}' is no size", text), "write it as 512kB, 20GB or 1TB");
  return Bytes{static_cast<std::int64_t>(*number)};
}

std::string human(Bytes bytes) {
  static constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes.count);
  std::size_t unit = 0;
  while (std::abs(value) >= 1000 && unit + 1 < units.size()) value /= 1024, ++unit;
  if (unit == 0) return fmt::format("{} B", bytes.count);
  return fmt::format("{:.{}f} {}", value, std::abs(value) < 10 ? 1 : 0, units[unit]);
}

std::string human_count(double count) {
  if (count >= 999'500'000) return fmt::format("{:.1f} billion", count / 1e9);
  if (count >= 999'500) return fmt::format("{:.1f} million", count / 1e6);
  if (count >= 10'000) return fmt::format("{:.0f} thousand", count / 1e3);
  return fmt::format("{:.0f}", count);
}

std::string human(Millis duration) {
  double seconds = static_cast<double>(duration.count()) / 1000;
  if (seconds < 1) return fmt::format("{} ms", duration.count());
  if (seconds < 120) return fmt::format("{:.1f} s", seconds);
  if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace ante
