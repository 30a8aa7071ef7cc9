// What strangers wrote is shown as text, whatever it is; places are read as findings say them.
#include "render/strangers.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "render/place.h"

namespace ante::tests {
namespace {

TEST(Strangers, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(render::readable("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(render::readable("a\xC3"), "a\xEF\xBF\xBD");
  EXPECT_EQ(render::readable("\xE2\x82z"), "\xEF\xBF\xBD\xEF\xBF\xBDz");
  EXPECT_EQ(render::readable("é→𝄞"), "é→𝄞");
  for (int byte = 0; byte < 256; ++byte) {
    std::string text{'a', static_cast<char>(byte), 'z'};
    EXPECT_TRUE(valid_utf8(render::readable(text))) << byte;
  }
}

TEST(Strangers, WhatSteersIsMarked) {
  EXPECT_EQ(render::readable("a\x1b[31m\x07\x7F b"), "a?[31m?? b");
  EXPECT_EQ(render::readable("one\ntwo\tthree\r\nfour\rfive"), "one\ntwo\tthree\nfour?five");
  EXPECT_EQ(render::readable("a\u2028b\u202Ec\u2066d\u0085e\uFFFEf\uFFFFg"), "a?b?c?d?e?f?g");
  EXPECT_EQ(render::readable(std::string_view("a\0b", 3)), "a?b");
}

TEST(Strangers, TooMuchIsCutAtACharacter) {
  EXPECT_EQ(render::readable("ééé", 4), "éé…");
  EXPECT_EQ(render::readable("ééé", 5), "éé…");
  EXPECT_EQ(render::readable("ééé", 6), "ééé");
}

TEST(Strangers, NothingOfThemIsHtml) {
  EXPECT_EQ(render::escaped("<b a=\"1\" c='2'>&lt;\xFF"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;lt;\xEF\xBF\xBD");
}

TEST(Places, AreAFileAndALine) {
  auto place = render::read_place("a:b/1.sql:27");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->file, "a:b/1.sql");
  EXPECT_EQ(place->line, 27);
  EXPECT_FALSE(render::read_place(""));
  for (auto* odd : {"1.sql", "1.sql:", "1.sql:x", "1.sql:0", "1.sql:99999999999999", "1.sql:-3"}) {
    place = render::read_place(odd);
    ASSERT_TRUE(place) << odd;
    EXPECT_EQ(place->file, odd);
    EXPECT_EQ(place->line, 1);
  }
}

TEST(Places, AMigrationStandsWhereItsFirstStatementDoes) {
  rehearse::Rehearsal rehearsal;
  for (int line : {4, 9}) {
    rehearse::StatementOutcome outcome;
    outcome.migration = "1_split";
    outcome.step = {.sql = "SELECT 1", .file = "db/1_split.sql", .line = line};
    rehearsal.statements.push_back(std::move(outcome));
  }
  auto place = render::place_of({.kind = "", .place = "1_split", .says = ""}, rehearsal);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->file, "db/1_split.sql");
  EXPECT_EQ(place->line, 4);
  EXPECT_FALSE(render::place_of({.kind = "", .place = "", .says = ""}, rehearsal));
  EXPECT_EQ(render::place_of({.kind = "", .place = "db/1_split.sql:9", .says = ""}, rehearsal)->line, 9);
}

}  // namespace
}  // namespace ante::tests
