// What is planned: from events to a list in the order of time, with what is at the same time.
#include "incident/calendar.h"

#include <gtest/gtest.h>

#include "incident/measure.h"

namespace ante::tests {
namespace {

using incident::Appointment;
using incident::Event;

constexpr double noon = 1'796'299'200;  // 2026-12-03 12:00:00
constexpr double an_hour = 3'600;

class CalendarOfEvents : public testing::Test {
 protected:
  std::int64_t add(Event event) {
    event.number = static_cast<std::int64_t>(events_.size()) + 1;
    events_.push_back(event);
    return event.number;
  }
  std::int64_t plan(const std::string& says, double from, double to) {
    return add(incident::planned({.said = 5, .from = from, .to = to, .says = says, .who = "ben"}));
  }
  std::vector<std::string> listed(double now, std::vector<Appointment> others = {}) {
    std::vector<std::string> says;
    for (auto& one : incident::calendar(events_, std::move(others), now)) says.push_back(one.says);
    return says;
  }
  std::vector<Event> events_;
};

TEST_F(CalendarOfEvents, APlanComesBackAsItWasMade) {
  auto number = plan("deploy v43", noon, noon + an_hour);
  auto found = incident::plans(events_);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].number, number);
  EXPECT_EQ(found[0].said, 5);
  EXPECT_EQ(found[0].from, noon);
  EXPECT_EQ(found[0].to, noon + an_hour);
  EXPECT_EQ(found[0].says, "deploy v43");
  EXPECT_EQ(found[0].who, "ben");
  EXPECT_EQ(events_[0].shown.at(0), "from 2026-12-03 12:00:00");
}

TEST_F(CalendarOfEvents, WhatIsFirstStandsFirstAndWhatIsOverOrCalledOffIsGone) {
  plan("later", noon + 5 * an_hour, noon + 6 * an_hour);
  auto off = plan("called off", noon, noon + an_hour);
  plan("now", noon - an_hour, noon + 1);
  plan("over", noon - an_hour, noon);
  add(incident::proposed({.at = 7, .says = "an index", .owner = "anna", .due = noon + 12 * an_hour}, ""));
  add(incident::called_off(incident::plans(events_).at(1), "not this week", "ben", 8));
  EXPECT_EQ(off, 2);
  EXPECT_EQ(
      listed(noon, {{.kind = Appointment::Kind::kept, .from = noon + an_hour, .to = noon + an_hour, .says = "kept"}}),
      (std::vector<std::string>{"now", "kept", "later", "an index"}));
}

TEST_F(CalendarOfEvents, AMeasureStaysUntilItIsDoneThoughItsDayIsOver) {
  add(incident::proposed({.says = "an index", .owner = "anna", .due = noon - 12 * an_hour}, ""));
  EXPECT_EQ(listed(noon + 100 * an_hour).size(), 1u);
  add(*incident::after_a_look(incident::measures(events_).at(0), {true, "there"}, noon));
  EXPECT_EQ(listed(noon).size(), 0u);
}

TEST_F(CalendarOfEvents, PlansThatOverlapNameEachOtherAndThoseThatTouchDoNot) {
  auto first = plan("first", noon, noon + an_hour);
  auto within = plan("within", noon + 600, noon + 1'200);
  auto behind = plan("behind", noon + an_hour, noon + 2 * an_hour);
  add(incident::proposed({.says = "due that day", .owner = "anna", .due = noon - 12 * an_hour}, ""));
  for (auto& one : incident::calendar(events_, {}, noon)) {
    auto others = one.number == first    ? std::vector<std::int64_t>{within}
                  : one.number == within ? std::vector<std::int64_t>{first}
                                         : std::vector<std::int64_t>{};
    EXPECT_EQ(one.together_with, others) << one.says;
  }
  EXPECT_EQ(behind, 3);
}

TEST(MomentsToCome, ATimeOfDayIsTheNextOne) {
  EXPECT_EQ(incident::read_moment_to_come("12:30", noon), noon + 1'800);
  EXPECT_EQ(incident::read_moment_to_come("11:30", noon), noon + 24 * an_hour - 1'800);
  EXPECT_EQ(incident::read_moment_to_come("12:00", noon), noon + 24 * an_hour);
  EXPECT_EQ(incident::read_moment_to_come("2026-12-03 10:00", noon), noon - 2 * an_hour);
  EXPECT_FALSE(incident::read_moment_to_come("soon", noon));
}

}  // namespace
}  // namespace ante::tests
