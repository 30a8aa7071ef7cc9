// Lengths of time as people write them.
#include "base/units.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

TEST(Duration, IsReadWithItsUnit) {
  EXPECT_EQ(*read_duration("150ms"), Millis(150));
  EXPECT_EQ(*read_duration("2.5s"), Millis(2'500));
  EXPECT_EQ(*read_duration("60"), Millis(60'000));
  EXPECT_EQ(*read_duration("5m"), Millis(300'000));
  EXPECT_EQ(*read_duration("1h"), Millis(3'600'000));
}

TEST(Duration, IsRefusedWhereItIsNone) {
  for (auto* text : {"", "s", "-1s", "5 s", "5x", "1e9s", "nan", "inf", "5ms5"}) {
    auto read = read_duration(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().exit, Exit::bad_input);
  }
}

}  // namespace
}  // namespace ante::tests
