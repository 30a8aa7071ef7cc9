// The page with which a team looks back.
#include "render/changes.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

using incident::Event;
using Kind = Event::Kind;

TEST(Changes, HaveTheIncidentInWhichTheyWereNamed) {
  std::vector<Event> events{
      {.number = 1, .at = 50, .kind = Kind::change, .about = "change", .says = "too old"},
      {.number = 2,
       .at = 100,
       .kind = Kind::change,
       .about = incident::marked,
       .says = "deploy | v42",
       .shown = {"by anna"}},
      {.number = 3, .at = 110, .kind = Kind::change, .about = "change", .says = "index a removed"},
      {.number = 31,
       .at = 111,
       .kind = Kind::change,
       .about = "change",
       .says = "index b removed, and 1 more",
       .shown = {"index b removed", "by ben from psql at 00:01:51: DROP INDEX public.b"}},
      {.number = 4, .at = 120, .kind = Kind::seen, .about = "x", .says = "slow"},
      {.number = 5, .at = 121, .kind = Kind::suspect, .about = "x", .says = "index a removed"},
      {.number = 6, .at = 200, .kind = Kind::over, .about = "x", .says = "over"}};
  auto text = render::changes_markdown(events, "shop", 90, 300);
  EXPECT_TRUE(contains(text, "deploy \\| v42 [2] | by anna |  |")) << text;
  EXPECT_TRUE(contains(text, "index a removed [3] | not known | 1 |")) << text;
  EXPECT_TRUE(contains(text, "1 more [31] | by ben from psql at 00:01:51: DROP INDEX public.b |  |")) << text;
  EXPECT_FALSE(contains(text, "too old")) << text;
  EXPECT_TRUE(contains(text, "One of them was named")) << text;
  EXPECT_TRUE(contains(render::changes_markdown(events, "shop", 210, 300), "Nothing, as far as it was seen"));
}

TEST(Changes, HaveWhatWasPredictedBesideWhatWasSeen) {
  std::vector<Event> events{
      {.number = 1,
       .at = 100,
       .kind = Kind::change,
       .about = incident::marked,
       .says = "ante ships 0042",
       .shown = {"by anna", "predicted: step 1: for a moment", "predicted: step 3: 2 s", "observed: 3 steps in 1.3 s"}},
      {.number = 2, .at = 101, .kind = Kind::change, .about = "change", .says = "a column"}};
  auto text = render::changes_markdown(events, "shop", 90, 300);
  EXPECT_TRUE(contains(text, "| what | by whom | named in incident | predicted | observed |")) << text;
  EXPECT_TRUE(contains(text, "| by anna |  | step 1: for a moment; step 3: 2 s | 3 steps in 1.3 s |\n")) << text;
  EXPECT_TRUE(contains(text, "| a column [2] | not known |  |  |  |\n")) << text;
}

}  // namespace
}  // namespace ante::tests
