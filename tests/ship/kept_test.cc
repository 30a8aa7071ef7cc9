// What goes of what is kept: by its time, and by what it takes.
#include <gtest/gtest.h>

#include "ship/kept.h"

namespace {

using namespace ante;

std::vector<std::int64_t> goes(const std::vector<std::pair<bool, std::int64_t>>& kept, std::optional<Bytes> at_most) {
  std::vector<ship::Kept> all;
  for (auto& [over, bytes] : kept)
    all.push_back({.change = static_cast<std::int64_t>(all.size()) + 1,
                   .name = {},
                   .until = {},
                   .prefix = {},
                   .over = over,
                   .bytes = {bytes}});
  std::vector<std::int64_t> which;
  for (auto& one : ship::kept_for_too_long(all, at_most)) which.push_back(one.change);
  return which;
}

using Which = std::vector<std::int64_t>;

TEST(Kept, WhatHasHadItsTimeGoesHoweverMuchRoomThereIs) {
  EXPECT_EQ(goes({{true, 10}, {false, 10}, {true, 0}}, std::nullopt), (Which{1, 3}));
  EXPECT_EQ(goes({{true, 10}, {false, 10}}, Bytes{10}), (Which{1}));
}

TEST(Kept, TheOldestGoUntilTheRestFits) {
  EXPECT_EQ(goes({{false, 10}, {false, 20}, {false, 30}}, Bytes{60}), (Which{}));
  EXPECT_EQ(goes({{false, 10}, {false, 20}, {false, 30}}, Bytes{59}), (Which{1}));
  EXPECT_EQ(goes({{false, 10}, {false, 20}, {false, 30}}, Bytes{30}), (Which{1, 2}));
  EXPECT_EQ(goes({{false, 10}, {false, 20}, {false, 30}}, Bytes{0}), (Which{1, 2, 3}));
}

TEST(Kept, WhatFreesNothingStays) { EXPECT_EQ(goes({{false, 0}, {false, 20}}, Bytes{5}), (Which{2})); }

}  // namespace
