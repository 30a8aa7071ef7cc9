// Whom an incident struck, told from what was counted before it and in it.
#include "incident/figures.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using incident::Counted;
using incident::Done;
using incident::Event;

Counted counted_in(double seconds, const std::map<std::string, Done>& done) {
  Counted counted{.over = {1'000, 1'000 + seconds}, .seconds = seconds};
  for (auto& [shape, one] : done) counted.by_shape[shape] = {"SELECT " + shape, one};
  return counted;
}

// In a tenth of the time.
const Counted before_it = counted_in(600, {{"steady", {.calls = 6'000, .ms = 12'000}},
                                           {"slower", {.calls = 6'000, .ms = 6'000}},
                                           {"missing", {.calls = 6'000, .ms = 6'000}},
                                           {"repeated", {.calls = 300, .ms = 300}},
                                           {"rare", {.calls = 100, .ms = 100}}});
const Counted meanwhile = counted_in(60, {{"steady", {.calls = 600, .ms = 1'200}},
                                          {"slower", {.calls = 500, .ms = 50'000}},
                                          {"repeated", {.calls = 90, .ms = 90}},
                                          {"new", {.calls = 10, .ms = 5'000}},
                                          {"new and cheap", {.calls = 10, .ms = 5}}});

TEST(Struck, AreWhoTookLongerStayedAwayCameMoreOftenOrAreNew) {
  auto struck = incident::struck(before_it, meanwhile);
  ASSERT_EQ(struck.size(), 4u);
  EXPECT_EQ(struck[0].shape, "slower");
  EXPECT_TRUE(struck[0].is_slower && !struck[0].is_new && !struck[0].is_missing);
  EXPECT_DOUBLE_EQ(struck[0].more_ms, 99 * 500);
  EXPECT_EQ(struck[0].text, "SELECT slower");
  EXPECT_EQ(struck[1].shape, "missing");
  EXPECT_TRUE(struck[1].is_missing && !struck[1].is_slower);
  EXPECT_DOUBLE_EQ(struck[1].fewer_calls, 600);
  EXPECT_EQ(struck[1].text, "SELECT missing");
  EXPECT_EQ(struck[2].shape, "new");
  EXPECT_TRUE(struck[2].is_new && struck[2].is_slower && !struck[2].is_repeated);
  EXPECT_EQ(struck[3].shape, "repeated");
  EXPECT_TRUE(struck[3].is_repeated);
  EXPECT_DOUBLE_EQ(struck[3].before.calls, 30);
}

TEST(Struck, IsNobodyWhereTooLittleIsKnownOfBefore) {
  auto little = before_it;
  little.seconds = 9;
  EXPECT_TRUE(incident::struck(little, meanwhile).empty());
  EXPECT_TRUE(incident::struck({}, meanwhile).empty());
  EXPECT_TRUE(incident::struck(before_it, {}).empty());
}

TEST(Worst, AreFirstThoseThatWereSaidToBeWrongAndThreeAtMost) {
  std::vector<Event> events{{.number = 1, .at = 1'000, .kind = Event::Kind::seen, .about = "crowd", .says = "many"},
                            {.number = 2, .at = 1'000, .kind = Event::Kind::seen, .about = "work of rare", .says = "x"},
                            {.number = 3, .at = 1'060, .kind = Event::Kind::over, .about = "crowd", .says = "few"}};
  auto incident = incident::incidents(events).at(0);
  EXPECT_EQ(incident::worst(incident, before_it, meanwhile), (std::vector<std::string>{"rare", "slower", "missing"}));
  EXPECT_EQ(incident::worst(incident, {}, {}), std::vector<std::string>{"rare"});
}

TEST(Harm, LastsAsLongAsSomebodyLookedWhereItIsNotOver) {
  std::vector<Event> events{
      {.number = 1, .at = 1'000, .kind = Event::Kind::seen, .about = "crowd", .says = "many", .began = 990}};
  auto incident = incident::incidents(events).at(0);
  EXPECT_EQ(incident::harm_of(incident, 1'500).from, 990);
  EXPECT_EQ(incident::harm_of(incident, 1'500).to, 1'500);
  EXPECT_EQ(incident::harm_of(incident, 0).to, 1'000);
  EXPECT_EQ(incident::shown_of(incident, 1'500).to, 1'600);
  events.push_back({.number = 2, .at = 1'100, .kind = Event::Kind::over, .about = "crowd", .says = "few"});
  EXPECT_EQ(incident::harm_of(incident::incidents(events).at(0), 1'500).to, 1'100);
}

}  // namespace
}  // namespace ante::tests
