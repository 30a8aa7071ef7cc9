// The screen of ante watch --top.
#include "render/screen.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace ante::tests {
namespace {

using incident::Event;

render::Screen screen() {
  render::Screen screen{.database = "shop", .server = "db.example", .at = 1'000'000'000, .active = 45, .waiting = 2};
  screen.lately = {1, 1, 2, 45};
  screen.queries = {{.text = "SELECT 1 FROM bill", .calls = 12, .ms = 3.5, .blocks = 1035, .share = 0.9},
                    {.text = "SELECT 2", .calls = 1, .ms = 1, .blocks = 2, .share = 0.1}};
  screen.troubles["crowd"] = {
      {.at = 999'999'990, .kind = Event::Kind::seen, .about = "crowd", .says = "45 sessions at work"},
      {.at = 999'999'995,
       .kind = Event::Kind::suspect,
       .about = "crowd",
       .says = "index gone",
       .shown = {"1035 blocks"}}};
  screen.changes = {{.at = 999'999'980, .kind = Event::Kind::change, .says = "index removed"}};
  return screen;
}

TEST(Screen, HasWhatIsWrongAndWhatIsHeaviest) {
  auto text = render::text(screen(), {.width = 90}, 40);
  for (auto* part : {"shop on db.example   01:46:40 UTC", "45 sessions at work, 2 in line for a lock",
                     "01:46:30  45 sessions at work", "    01:46:35  index gone", "1035 blocks",
                     "01:46:20  index removed", "     12.0      3.50    1035.0   90 %  SELECT 1 FROM bill"})
    EXPECT_TRUE(contains(text, part)) << part << "\nin\n" << text;
  EXPECT_TRUE(contains(render::text({}, {}, 40), "Nothing is wrong."));
}

TEST(Screen, IsNoLargerThanTheTerminal) {
  auto all = screen();
  all.database = "a database \x1b[31m of a stranger";
  for (std::size_t lines : {1u, 5u, 12u}) {
    auto text = render::text(all, {.width = 40}, lines);
    EXPECT_LE(std::ranges::count(text, '\n'), static_cast<std::ptrdiff_t>(lines));
    EXPECT_FALSE(contains(text, "\x1b"));
    for (auto& line : split(text, '\n')) EXPECT_LE(render::columns(line), 40u) << line;
  }
}

}  // namespace
}  // namespace ante::tests
