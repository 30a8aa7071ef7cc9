// Text that strangers wrote, on its way to people.
#include "base/text.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

TEST(Text, SteersNoTerminal) {
  EXPECT_EQ(one_line("-- \x1b[2J\x1b[31mFINE\x07\x7f", 80), "-- ?[2J?[31mFINE??");
  EXPECT_EQ(one_line("a\xC2\x9B"
                     "31mb \xC3\xA9",
                     80),
            "a?31mb \xC3\xA9");
  EXPECT_EQ(without_controls("one\r\n\ttwo\rthree"), "one\n\ttwo?three");
}

TEST(Text, IsCutAtACharacter) { EXPECT_EQ(one_line("\xC3\xA9\xC3\xA9\xC3\xA9", 5), "\xC3\xA9…"); }

}  // namespace
}  // namespace ante::tests
