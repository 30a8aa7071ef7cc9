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
  EXPECT_EQ(*read_duration("5 s"), Millis(5'000));
}

TEST(Size, IsReadWithItsUnitOrRefused) {
  EXPECT_EQ(read_bytes("512")->count, 512);
  EXPECT_EQ(read_bytes("1.5 kB")->count, 1536);
  EXPECT_EQ(read_bytes("20GB")->count, 20LL << 30);
  for (auto* text : {"", "GB", "-1GB", "1 gb", "1e9PB", "nan", "1GB and more"}) {
    auto read = read_bytes(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().exit, Exit::bad_input) << text;
  }
}

TEST(Duration, IsRefusedWhereItIsNone) {
  for (auto* text : {"", "s", "-1s", "5x", "1e9s", "nan", "inf", "5ms5"}) {
    auto read = read_duration(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().exit, Exit::bad_input);
  }
}

TEST(Units, AMomentIsTheLastThatWasSoLate) {
  constexpr double now = 1'764'500'000;  // 2025-11-30 10:53:20
  EXPECT_EQ(*read_moment("10:53:20", now), now);
  EXPECT_EQ(*read_moment("10:00", now), now - 53 * 60 - 20);
  EXPECT_EQ(*read_moment("11:00", now), now - 53 * 60 - 20 - 23 * 3'600);
  EXPECT_EQ(*read_moment("2025-11-30 10:53:20", now), now);
  EXPECT_EQ(*read_moment("2025-11-30T10:53:20Z", now), now);
  EXPECT_EQ(*read_moment("2025-11-29 10:53", now), now - 86'400 - 20);
  for (auto* wrong : {"", "noon", "25:00", "10:00:00:00", "2025-11-30"}) EXPECT_FALSE(read_moment(wrong, now)) << wrong;
}

}  // namespace
}  // namespace ante::tests
