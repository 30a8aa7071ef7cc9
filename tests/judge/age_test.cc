// A snapshot grows old: its age is said, and too old a one is never enough for a "fine".
#include "judge/age.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "judge/verdict.h"

namespace ante::tests {
namespace {

using std::chrono::sys_days;

constexpr auto captured =
    sys_days(std::chrono::year_month_day(std::chrono::year(2026), std::chrono::month(2), std::chrono::day(27)));

rehearse::Rehearsal aged(double days, const std::string& captured_at = "2026-02-27T00:00:00Z") {
  rehearse::Rehearsal rehearsal;
  rehearsal.captured_at = captured_at;
  judge::weigh_age(rehearsal, {}, captured + std::chrono::seconds(static_cast<long>(days * 86'400)));
  return rehearsal;
}

TEST(Age, IsSaidInDays) {
  EXPECT_EQ(aged(0.5).age, "less than a day old");
  EXPECT_EQ(aged(1.5).age, "1 day old");
  EXPECT_EQ(aged(29.9).age, "29 days old");
  EXPECT_EQ(aged(-3).age, "less than a day old") << "clocks differ";
}

TEST(Age, TooOldIsUndecided) {
  EXPECT_EQ(judge::judge(aged(29.9)).exit, Exit::fine);
  auto old = aged(30.1);
  EXPECT_EQ(judge::judge(old).exit, Exit::undecided);
  EXPECT_TRUE(contains(old.not_looked_at.at(0), "oldest_snapshot allows 30 days")) << old.not_looked_at.at(0);
}

TEST(Age, OfNobodyKnowsWhenIsUndecided) {
  for (auto* text : {"", "yesterday", "2026-13-27T00:00:00Z", "2026-02-30T00:00:00Z"})
    EXPECT_EQ(judge::judge(aged(1, text)).exit, Exit::undecided) << text;
}

}  // namespace
}  // namespace ante::tests
