// A picture as a PNG: its size, that something is on it, and that nothing is read for it.
#include "cli/png.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "os/folders.h"
#include "render/timeline.h"

namespace ante::tests {
namespace {

// Width and height stand behind the signature and the first chunk's name.
std::pair<int, int> size_of_png(const std::string& png) {
  auto number = [&](std::size_t at) {
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value * 256 + static_cast<unsigned char>(png.at(i));
    return value;
  };
  return {number(16), number(20)};
}

std::string drawing_of(const std::string& what) {
  return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">)" + what + "</svg>";
}

TEST(Png, IsThePictureAtTwiceItsSize) {
  auto nothing = cli::png(drawing_of("")), something = cli::png(drawing_of(R"(<rect width="9" height="9"/>)"));
  ASSERT_TRUE(nothing && something);
  EXPECT_TRUE(nothing->starts_with("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(size_of_png(*nothing), std::pair(60, 40));
  EXPECT_NE(*nothing, *something);
  auto timeline = cli::png(render::timeline_svg({}, {}));
  ASSERT_TRUE(timeline) << timeline.error().what;
  EXPECT_EQ(size_of_png(*timeline).first, 1'800);
}

TEST(Png, HasNothingThatIsElsewhere) {
  auto folder = *os::TemporaryFolder::make("png");
  ASSERT_TRUE(os::write_file(folder.path() / "other.svg", drawing_of(R"(<rect width="30" height="20"/>)")));
  auto image =
      drawing_of("<image width=\"30\" height=\"20\" href=\"file://" + (folder.path() / "other.svg").string() + "\"/>");
  auto with = cli::png(image), without = cli::png(drawing_of(""));
  ASSERT_TRUE(with && without);
  EXPECT_EQ(*with, *without);
}

TEST(Png, OfWhatIsNoPictureIsRefused) {
  for (auto* text : {"", "no picture", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"}) {
    auto png = cli::png(text);
    ASSERT_FALSE(png) << text;
    EXPECT_TRUE(contains(png.error().what, "cannot be drawn")) << png.error().what;
  }
}

}  // namespace
}  // namespace ante::tests
