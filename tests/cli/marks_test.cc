// What a pipeline posts, and what is refused of it.
#include "cli/marks.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "os/folders.h"

namespace ante::tests {
namespace {

TEST(Marks, AreALineOrJson) {
  auto line = cli::read_mark("deploy v42\n");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->says, "deploy v42");
  EXPECT_EQ(line->by, "");
  auto json = cli::read_mark(R"( {"says": "deploy v42", "by": "ci", "more": 1})");
  ASSERT_TRUE(json) << json.error().what;
  EXPECT_EQ(json->says, "deploy v42");
  EXPECT_EQ(json->by, "ci");
}

TEST(Marks, WhatIsNoneIsRefusedWithALine) {
  for (auto& letter : std::vector<std::string>{"", " \n", "{", R"({"says": 42})", R"({"by": "ci"})", R"({"says": ""})",
                                               R"({"says": "x", "by": ["ci"]})", "\xff\xfe", std::string(501, 'x'),
                                               R"({"says": "x", "by": ")" + std::string(101, 'x') + "\"}"}) {
    auto mark = cli::read_mark(letter);
    ASSERT_FALSE(mark) << letter;
    EXPECT_EQ(mark.error().exit, Exit::bad_input) << letter;
    EXPECT_FALSE(contains(mark.error().what, "\n")) << mark.error().what;
  }
}

TEST(Marks, SteerNoTerminal) {
  auto mark = cli::read_mark("deploy \x1b[31m v42\nand more");
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->says, "deploy ?[31m v42 and more");
}

TEST(Marks, ATokenIsLongAndPlain) {
  auto folder = *os::TemporaryFolder::make("token");
  auto file = folder.path() / "token";
  cli::MarkBox box;
  for (auto* text : {"", "short", "has a space in the middle", "0123456789abcde"}) {
    ASSERT_TRUE(os::write_file(file, text));
    auto opened = box.open(file.string());
    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().exit, Exit::bad_input);
  }
  ASSERT_TRUE(os::write_file(file, "0123456789abcdef\n"));
  auto opened = box.open(file.string());
  ASSERT_TRUE(opened && *opened);
  EXPECT_EQ((*opened)->token, "0123456789abcdef");
  EXPECT_FALSE(*box.open("")) << "without a file nobody posts";
  auto early = (*opened)->take("deploy v42");
  ASSERT_FALSE(early) << "there is no history yet";
  EXPECT_EQ(early.error().exit, Exit::undecided);
}

}  // namespace
}  // namespace ante::tests
