// The report of an incident: every fact with its event, and nothing that a stranger wrote turns into markup.
#include "render/postmortem.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "render/timeline.h"

namespace ante::tests {
namespace {

using incident::Event;
using Kind = Event::Kind;

incident::Incident an_incident() {
  std::vector<Event> events{
      {.number = 7, .at = 1'000, .kind = Kind::change, .about = "change", .says = "index public.bill_idx removed"},
      {.number = 8,
       .at = 1'020,
       .kind = Kind::seen,
       .about = "a",
       .says = "«SELECT '<script>|`x`'» does more than it did"},
      {.number = 9,
       .at = 1'020,
       .kind = Kind::suspect,
       .about = "a",
       .says = "index public.bill_idx removed",
       .shown = {"it came between"}},
      {.number = 10, .at = 1'020, .kind = Kind::not_it, .about = "a", .says = "the network: 0.3 ms"},
      {.number = 11, .at = 1'100, .kind = Kind::note, .about = "ben", .says = "</svg><img src=x>"},
      {.number = 12, .at = 1'200, .kind = Kind::over, .about = "a", .says = "as before"}};
  return incident::incidents(events).at(0);
}

TEST(Postmortem, HasItsSectionsAndTheNumberOfAnEventAfterEachFact) {
  auto text = render::postmortem_markdown(an_incident(), "shop");
  for (auto* part : {"## Summary", "## Timeline", "## Root cause", "## Misleading paths", "## Notes",
                     "## What went well", "## Measures", "index public.bill\\_idx removed [9]", "it came between [9]",
                     "the network: 0.3 ms [10]", "1970-01-01, from 00:17:00 UTC to 00:20:00 (3 m"})
    EXPECT_TRUE(contains(text, part)) << part << " in\n" << text;
  EXPECT_TRUE(contains(text, "'\\<script>\\|\\`x\\`'")) << text;
  EXPECT_FALSE(contains(replace_all(text, "\\<", ""), "<")) << text;
}

TEST(Postmortem, AsAPageRunsNothingAndFetchesNothing) {
  std::vector<incident::Pulse> pulse{{1'000, 2, 0}, {1'020, 40, 30}, {1'200, 2, 0}};
  auto page = render::postmortem_html(an_incident(), "shop", pulse);
  EXPECT_FALSE(contains(page, "<script>"));
  EXPECT_FALSE(contains(page, "<img"));
  EXPECT_TRUE(contains(page, "&lt;img"));
  EXPECT_TRUE(contains(page, "<svg"));
  EXPECT_FALSE(contains(replace_all(page, "http://www.w3.org/2000/svg", ""), "://"));
}

TEST(Timeline, IsTheSameForTheSameIncidentAndShowsAllOfIt) {
  std::vector<incident::Pulse> pulse{{1'000, 2, 0}, {1'020, 40, 30}, {1'200, 2, 0}};
  auto picture = render::timeline_svg(an_incident(), pulse);
  EXPECT_EQ(picture, render::timeline_svg(an_incident(), pulse));
  for (auto* part : {"changes", "people", "40 sessions", "[8] 00:17:00", "class=\"trouble\"", "class=\"waiting\""})
    EXPECT_TRUE(contains(picture, part)) << part << " in\n" << picture;
  EXPECT_TRUE(render::timeline_svg(an_incident(), {}).starts_with("<svg"));
}

}  // namespace
}  // namespace ante::tests
