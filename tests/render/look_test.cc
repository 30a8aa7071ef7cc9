// Lines for terminals: never wider than asked, never cut inside a character.
#include "render/look.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

TEST(Look, ColoursOnlyWhereTheyAreWanted) {
  EXPECT_EQ(render::Look{.colour = false}.in(render::Tone::bad, "x"), "x");
  EXPECT_EQ(render::Look{.colour = true}.in(render::Tone::bad, "x"), "\x1b[1;31mx\x1b[0m");
  EXPECT_EQ(render::Look{.colour = true}.in(render::Tone::plain, "x"), "x");
}

TEST(Look, LinesAreBrokenBetweenWordsAndIndented) {
  EXPECT_EQ(render::wrapped("one two three", 10, 2), "  one two\n    three\n");
}

TEST(Look, NoLineIsWiderThanAsked) {
  std::string text = "a " + std::string(300, 'x') + " ünïcödé wörds that go on and on and on";
  for (auto& line : split(render::wrapped(text, 40, 4), '\n')) EXPECT_LE(render::columns(line), 40u) << line;
}

TEST(Look, CharactersOfSeveralBytesTakeOnePlace) { EXPECT_EQ(render::columns("→ é"), 3u); }

}  // namespace
}  // namespace ante::tests
