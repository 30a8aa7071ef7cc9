// The figures of an incident, out of histories that have all of them, some, or none.
#include "store/figures.h"

#include <gtest/gtest.h>

#include "os/folders.h"

namespace ante::tests {
namespace {

using incident::Event;

class FiguresOfAHistory : public testing::Test {
 protected:
  using Done = std::map<std::string, watch::Work>;

  // What was done in the ten seconds before.
  void count(double at, const Done& done) {
    watch::Interval interval{.from = at - 10, .to = at, .by_shape = done};
    ASSERT_TRUE(history_.add(interval, [](auto& shape) { return "SELECT " + shape; }));
  }
  // A hundred calls of a millisecond in each.
  void count_in_peace(double from, double to) {
    for (auto at = from + 10; at <= to; at += 10) count(at, {{"a", {.calls = 100, .ms = 100, .rows = 10}}});
  }
  incident::Incident incident() {
    std::vector<Event> events{
        {.at = 2'000, .kind = Event::Kind::seen, .about = "crowd", .says = "many", .began = 1'995},
        {.at = 2'060, .kind = Event::Kind::over, .about = "crowd", .says = "few"}};
    EXPECT_TRUE(history_.add(events));
    return incident::incidents(events).at(0);
  }
  incident::Figures figures(double not_before = 0) {
    auto found = store::figures_of(history_, incident(), not_before);
    EXPECT_TRUE(found) << found.error().what;
    return *std::move(found);
  }

  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("figures");
  store::History history_ = *store::History::open(folder_.path() / "shop.sqlite", "shop");
};

TEST_F(FiguresOfAHistory, AreThoseOfItAndThoseOfTheTimeBefore) {
  watch::Moment moment{.at = 2'010, .sessions = {{.state = "active", .wait_class = "Lock"}, {.state = "active"}}};
  ASSERT_TRUE(history_.add(moment));
  count_in_peace(1'900, 1'990);
  for (auto at : {2'000, 2'010, 2'020, 2'050, 2'060}) count(at, {{"a", {.calls = 10, .ms = 1'000, .rows = 1}}});
  count(2'030, {{"b", {.calls = 1, .ms = 1}}});
  count(2'040, {});
  count_in_peace(2'060, 2'200);

  auto found = figures();
  EXPECT_EQ(found.before.seconds, 90);
  EXPECT_EQ(found.before.over.from, 1'900);
  EXPECT_EQ(found.before.over.to, 1'990);
  EXPECT_EQ(found.before.all().calls, 900);
  EXPECT_EQ(found.meanwhile.seconds, 70);
  EXPECT_EQ(found.meanwhile.over.from, 1'990);
  EXPECT_EQ(found.meanwhile.over.to, 2'060);
  auto& a = found.meanwhile.by_shape.at("a");
  EXPECT_EQ(a.text, "SELECT a");
  EXPECT_EQ(a.done.calls, 50);
  EXPECT_EQ(a.done.ms, 5'000);
  EXPECT_EQ(a.done.rows, 5);
  ASSERT_EQ(found.pulse.size(), 1u);
  EXPECT_EQ(found.pulse[0].active, 2);
  EXPECT_EQ(found.pulse[0].waiting, 1);

  ASSERT_EQ(found.worst.size(), 1u);
  EXPECT_EQ(found.worst[0].text, "SELECT a");
  std::map<double, double> calls;
  for (auto& step : found.worst[0].steps) calls[step.over.to] = step.done.calls;
  EXPECT_EQ(calls.size(), found.worst[0].steps.size());
  EXPECT_EQ(calls.begin()->first, 1'980);
  EXPECT_EQ(calls.rbegin()->first, 2'090);
  EXPECT_EQ(calls.at(1'990), 100);
  EXPECT_EQ(calls.at(2'020), 10);
  EXPECT_EQ(calls.at(2'030), 0);
  EXPECT_EQ(calls.at(2'040), 0);
}

TEST_F(FiguresOfAHistory, AreComparedWithNothingWhereTheyBeginInTheMiddle) {
  for (auto at : {2'040, 2'050, 2'060}) count(at, {{"a", {.calls = 10, .ms = 1'000}}});
  auto found = figures();
  EXPECT_EQ(found.before.seconds, 0);
  EXPECT_EQ(found.meanwhile.seconds, 30);
  EXPECT_EQ(found.meanwhile.over.from, 2'030);
  EXPECT_TRUE(found.worst.empty());
}

TEST_F(FiguresOfAHistory, AreNoneWhereNothingWasCounted) {
  auto found = figures();
  EXPECT_EQ(found.before.seconds + found.meanwhile.seconds, 0);
  EXPECT_TRUE(found.before.by_shape.empty() && found.meanwhile.by_shape.empty());
  EXPECT_TRUE(found.pulse.empty() && found.worst.empty());
}

TEST_F(FiguresOfAHistory, OfBeforeAreNotThoseOfTheIncidentBefore) {
  count_in_peace(1'800, 1'990);
  EXPECT_EQ(figures(1'950).before.over.from, 1'950);
  EXPECT_EQ(figures(1'950).before.all().calls, 400);
}

TEST_F(FiguresOfAHistory, StayWhereTheyWereAsTheyGrowCoarse) {
  count(1'000'210, {{"a", {.calls = 5}}});
  count(1'000'800, {{"a", {.calls = 7}}});
  count(1'000'810, {{"a", {.calls = 9}}});
  ASSERT_TRUE(history_.thin(1'000'800 + 86'400));
  auto found = history_.counted(1'000'000, 1'000'800);
  ASSERT_TRUE(found) << found.error().what;
  EXPECT_EQ(found->over.from, 1'000'200);
  EXPECT_EQ(found->over.to, 1'000'800);
  EXPECT_EQ(found->seconds, 600);
  EXPECT_EQ(found->all().calls, 12);
}

}  // namespace
}  // namespace ante::tests
