// What is to come: for people, for programs, and so that other calendars take it.
#include "render/calendar.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace ante::tests {
namespace {

using incident::Appointment;

constexpr double at_ten = 1'796'292'000;  // 2026-12-03 10:00:00

render::Calendar a_calendar() {
  return {.database = "shop 1",
          .now = at_ten + 60,
          .appointments = {{.kind = Appointment::Kind::measure,
                            .number = 4,
                            .said = 5,
                            .from = at_ten - 2 * 86'400 - 36'000,
                            .to = at_ten - 86'400 - 36'000,
                            .says = "an index",
                            .who = "anna"},
                           {.number = 7,
                            .said = 100.5,
                            .from = at_ten,
                            .to = at_ten + 1'800,
                            .says = "deploy v43; then, maybe,\nv44 \\o/",
                            .who = "ben",
                            .together_with = {8, 9}},
                           {.kind = Appointment::Kind::kept,
                            .number = 3,
                            .said = at_ten + 86'400,
                            .from = at_ten + 86'400,
                            .to = at_ten + 86'400,
                            .says = "what change 3 has put aside"}}};
}

// As RFC 5545 has them: a line goes on in the next one where that begins with a space.
std::vector<std::string> unfolded(const std::string& text) {
  return split(replace_all(replace_all(text, "\r\n ", ""), "\r\n", "\n"), '\n');
}

bool has_line(const std::string& text, const std::string& line) {
  auto lines = unfolded(text);
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

TEST(CalendarText, HasTimesPeopleNumbersAndWhatIsTogether) {
  auto text = render::text(a_calendar(), {.width = 200});
  for (auto* part : {"2026-12-01        overdue   an index (anna) [4]\n", "2026-12-03 10:00  30 min", "(ben) [7]\n",
                     "at the same time as [8], [9]\n", "2026-12-04 10:00  may go    what change 3 has put aside\n"})
    EXPECT_TRUE(contains(text, part)) << part << " in\n" << text;
  EXPECT_TRUE(contains(render::text({.database = "shop"}, {}), "Nothing is planned"));
}

TEST(CalendarText, ForProgramsHasTheSame) {
  auto json = nlohmann::json::parse(render::json(a_calendar()));
  EXPECT_EQ(json.at("format"), 1);
  auto& plan = json.at("appointments").at(1);
  EXPECT_EQ(plan.at("kind"), "plan");
  EXPECT_EQ(plan.at("from"), at_ten);
  EXPECT_EQ(plan.at("together_with"), (std::vector<int>{8, 9}));
  EXPECT_EQ(json.at("appointments").size(), 3u);
}

TEST(ICalendar, EscapesWhatHasAMeaningInItAndEndsLinesAsItMust) {
  auto text = render::ical(a_calendar());
  EXPECT_TRUE(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")) << text;
  EXPECT_TRUE(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n")) << text;
  EXPECT_FALSE(contains(replace_all(text, "\r\n", ""), "\n"));
  for (auto* line : {"SUMMARY:deploy v43\\; then\\, maybe\\,\\nv44 \\\\o/ (ben)", "DTSTART:20261203T100000Z",
                     "DTEND:20261203T103000Z", "DTSTAMP:19700101T000140Z", "UID:plan-7-100500@shop%201.antemortem",
                     "DESCRIPTION:at the same time as [8]\\, [9]", "DTSTART;VALUE=DATE:20261201",
                     "DTEND;VALUE=DATE:20261202", "SUMMARY:an index (anna)", "DTSTART:20261204T100000Z"})
    EXPECT_TRUE(has_line(text, line)) << line << " in\n" << text;
  EXPECT_EQ(text, render::ical(a_calendar()));
}

TEST(ICalendar, FoldsLongLinesAt75OctetsBetweenCharacters) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string says(shift, 'x');
    for (int i = 0; i < 60; ++i) says += "ü€😀,";
    render::Calendar calendar{.database = "shop", .appointments = {{.number = 1, .to = 60, .says = says}}};
    auto text = render::ical(calendar);
    std::size_t longest = 0;
    for (auto& line : split(replace_all(text, "\r\n", "\n"), '\n')) {
      EXPECT_LE(line.size(), 75u) << line;
      EXPECT_TRUE(valid_utf8(line)) << line;
      longest = std::max(longest, line.size());
    }
    EXPECT_GE(longest, 72u);
    EXPECT_TRUE(has_line(text, "SUMMARY:" + replace_all(says, ",", "\\,"))) << text;
  }
}

TEST(ICalendar, ALineOf75OctetsIsWholeAndOneMoreIsNot) {
  auto with_summary_of = [](std::size_t size) {
    return render::ical({.database = "a", .appointments = {{.number = 1, .to = 60, .says = std::string(size, 'y')}}});
  };
  const auto fits = 75 - std::string("SUMMARY:").size();
  EXPECT_TRUE(contains(with_summary_of(fits), "SUMMARY:" + std::string(fits, 'y') + "\r\nEND"));
  EXPECT_TRUE(contains(with_summary_of(fits + 1), "SUMMARY:" + std::string(fits, 'y') + "\r\n y\r\nEND"));
}

}  // namespace
}  // namespace ante::tests
