// What is one incident, and what are two.
#include "incident/incident.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using incident::Event;
using Kind = Event::Kind;

std::vector<Event> numbered(std::vector<Event> events) {
  for (std::size_t i = 0; i < events.size(); ++i) events[i].number = static_cast<std::int64_t>(i) + 1;
  return events;
}

TEST(Incidents, OneIsOverWhenAllOfItIs) {
  auto found =
      incident::incidents(numbered({{.at = 10, .kind = Kind::change, .about = "change", .says = "index removed"},
                                    {.at = 20, .kind = Kind::seen, .about = "a", .says = "slow"},
                                    {.at = 21, .kind = Kind::seen, .about = "b", .says = "crowd", .began = 15},
                                    {.at = 25, .kind = Kind::suspect, .about = "a", .says = "index removed"},
                                    {.at = 40, .kind = Kind::over, .about = "a", .says = "gone"},
                                    {.at = 50, .kind = Kind::over, .about = "b", .says = "gone"}}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].from, 20);
  EXPECT_EQ(found[0].began, 15);
  EXPECT_EQ(found[0].to, 50);
  EXPECT_EQ(found[0].explained, 25);
  EXPECT_EQ(found[0].events.size(), 6u);  // the change before it too
  EXPECT_EQ(found[0].first(Kind::seen)->says, "slow");
}

TEST(Incidents, WhatBeginsAgainSoonIsTheSameAndLaterIsAnother) {
  std::vector<Event> events{{.at = 10, .kind = Kind::seen, .about = "a"},
                            {.at = 20, .kind = Kind::over, .about = "a"},
                            {.at = 60, .kind = Kind::seen, .about = "a"},
                            {.at = 70, .kind = Kind::over, .about = "a"},
                            {.at = 900, .kind = Kind::seen, .about = "a"}};
  auto found = incident::incidents(numbered(events));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].to, 70);
  EXPECT_FALSE(found[1].to);
}

TEST(Incidents, ThatItCannotBeToldIsNoExplanation) {
  auto found = incident::incidents(
      numbered({{.at = 10, .kind = Kind::seen, .about = "a"},
                {.at = 11, .kind = Kind::suspect, .about = "a", .says = incident::not_attributed}}));
  EXPECT_FALSE(found.at(0).explained);
}

TEST(Incidents, AChangeLongBeforeIsNoPartOfIt) {
  auto found = incident::incidents(
      numbered({{.at = 10, .kind = Kind::change}, {.at = 5'000, .kind = Kind::seen, .about = "a"}}));
  EXPECT_EQ(found.at(0).events.size(), 1u);
}

TEST(Incidents, AChangeInOneMayBeTheCauseOfTheNext) {
  auto found = incident::incidents(numbered({{.at = 10, .kind = Kind::seen, .about = "a"},
                                             {.at = 20, .kind = Kind::over, .about = "a"},
                                             {.at = 60, .kind = Kind::change, .about = "change"},
                                             {.at = 180, .kind = Kind::seen, .about = "b"}}));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].events.size(), 2u);
  EXPECT_EQ(found[1].events[0].kind, Kind::change);
}

TEST(Events, AWordForEachKindLeadsBack) {
  for (auto kind : {Kind::change, Kind::seen, Kind::over, Kind::suspect, Kind::not_it, Kind::gap, Kind::note,
                    Kind::warning, Kind::measure, Kind::plan})
    EXPECT_EQ(incident::event_kind(word(kind)), kind);
  EXPECT_FALSE(incident::event_kind("nothing"));
}

}  // namespace
}  // namespace ante::tests
