#include "judge/age.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <optional>

#include "base/text.h"

namespace ante::judge {
namespace {

namespace chrono = std::chrono;

// 2026-11-21T06:15:00Z
std::optional<chrono::sys_seconds> moment(const std::string& text) {
  int year = 0, hour = 0, minute = 0, second = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%d", &year, &month, &day, &hour, &minute, &second) != 6) return {};
  chrono::year_month_day date{chrono::year(year), chrono::month(month), chrono::day(day)};
  if (!date.ok()) return {};
  return chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute) + chrono::seconds(second);
}

}  // namespace

void weigh_age(rehearse::Rehearsal& rehearsal, const Policy& policy, chrono::system_clock::time_point now) {
  auto captured = moment(rehearsal.captured_at);
  if (!captured) {
    rehearsal.not_looked_at.push_back(
        fmt::format("how old the snapshot is: '{}' is no time", one_line(rehearsal.captured_at, 40)));
    return;
  }
  double days = chrono::duration<double, std::ratio<86400>>(now - *captured).count();
  auto whole = static_cast<long>(std::floor(std::max(0.0, days)));
  rehearsal.age = whole == 0 ? "less than a day old" : counted(whole, "day") + " old";
  if (days > policy.oldest_snapshot)
    rehearsal.not_looked_at.push_back(
        fmt::format("production as it is now: the snapshot is {}, and [check] oldest_snapshot allows {}; ante capture "
                    "makes another",
                    rehearsal.age, counted(static_cast<long>(policy.oldest_snapshot), "day")));
}

}  // namespace ante::judge
