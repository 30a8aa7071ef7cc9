// What is to be done, as people read it.
#include "render/measures.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "render/postmortem.h"

namespace ante::tests {
namespace {

using incident::Measure;
using State = Measure::State;

constexpr double that_day = 1'796'256'000;  // 2026-12-03

std::vector<Measure> three_measures() {
  return {{.number = 4,
           .says = "done already",
           .owner = "ben",
           .due = that_day,
           .check = "drill tickets",
           .state = State::done,
           .decided_by = 9,
           .because = "the drill tickets is there"},
          {.number = 5, .says = "due later", .owner = "anna", .due = that_day + 86'400, .check = "sql SELECT true"},
          {.number = 6, .says = "due first | *now*", .owner = "anna", .due = that_day, .check = "index bill(buyer)"}};
}

TEST(MeasuresList, HasWhatIsOpenFirstAndMarksWhatIsOverdue) {
  std::vector<render::ListedMeasure> listed;
  for (auto& measure : three_measures()) listed.push_back({.measure = measure});
  listed[2].incident = 3, listed[2].found = "bill has no such index";
  auto at = [&](double now) { return render::measures_text(listed, now, {.width = 200}); };
  auto text = at(that_day + 86'400);
  EXPECT_LT(text.find("[6] due first"), text.find("[5] due later")) << text;
  EXPECT_LT(text.find("[5] due later"), text.find("[4] done already")) << text;
  EXPECT_TRUE(contains(text, "anna, by 2026-12-03: overdue; incident 3\n")) << text;
  EXPECT_TRUE(contains(text, "anna, by 2026-12-04\n")) << text;
  EXPECT_TRUE(contains(text, "ben, by 2026-12-03\n")) << text;
  EXPECT_TRUE(contains(text, "open: bill has no such index\n")) << text;
  EXPECT_TRUE(contains(text, "done: the drill tickets is there [9]\n")) << text;
  EXPECT_TRUE(contains(text, "index bill(buyer)\n")) << text;
  EXPECT_FALSE(contains(at(that_day + 86'399), "overdue"));
}

TEST(MeasuresList, StandsInTheReportOfItsIncidentWithTheNumbersOfItsEvents) {
  std::vector<incident::Event> events{
      {.number = 1, .at = 1'000, .kind = incident::Event::Kind::seen, .about = "a", .says = "slow"}};
  auto incident = incident::incidents(events).at(0);
  auto before = render::postmortem_markdown(incident, {}, "shop");
  EXPECT_TRUE(contains(before, "To be written: each with an owner")) << before;
  incident.measures = three_measures();
  auto text = render::postmortem_markdown(incident, {}, "shop");
  for (auto* part : {"| what | owner | by | it is done when | state |",
                     "| done already [4] | ben | 2026-12-03 | drill tickets | done: the drill tickets is there [9] |",
                     "| due first \\| \\*now\\* [6] | anna | 2026-12-03 | index bill(buyer) | open |"})
    EXPECT_TRUE(contains(text, part)) << part << " in\n" << text;
  EXPECT_FALSE(contains(text, "each with an owner")) << text;
  EXPECT_TRUE(contains(render::postmortem_html(incident, {}, "shop"), "<td>due first | *now* [6]</td>"));
}

}  // namespace
}  // namespace ante::tests
