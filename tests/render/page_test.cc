// A drill's page: all of it is ours, whatever the drill is called and whatever its server said.
#include "render/page.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "render/drill_html.h"

namespace ante::tests {
namespace {

TEST(Page, IsOneFileWithItsTitleEscaped) {
  auto page = render::page("a </title><script>", ".x{}", "<p>b</p>");
  EXPECT_TRUE(page.starts_with("<!doctype html><html lang=\"en\">"));
  EXPECT_TRUE(page.ends_with("<p>b</p></html>\n"));
  EXPECT_TRUE(contains(page, "<title>a &lt;/title&gt;&lt;script&gt;</title>"));
  EXPECT_FALSE(contains(page, "http://") || contains(page, "https://"));
}

TEST(Page, NothingOfADrillIsHtml) {
  drill::Practice practice;
  std::string hostile = "<script>alert(1)</script> \"'& \xFF\x1b[31m";
  practice.drill.name = practice.drill.title = practice.drill.told = practice.server = hostile;
  practice.then.emplace(), practice.now.emplace();
  practice.then->change.failed = practice.now->hotfix = hostile;
  practice.lasted.push_back({hostile, hostile, hostile, hostile});
  auto page = render::html(practice);
  EXPECT_TRUE(valid_utf8(page));
  EXPECT_FALSE(contains(page, "<script"));
  EXPECT_FALSE(contains(page, "\x1b"));
  EXPECT_TRUE(contains(page, "<h1>&lt;script&gt;"));
  EXPECT_TRUE(contains(page, "<svg"));
}

}  // namespace
}  // namespace ante::tests
