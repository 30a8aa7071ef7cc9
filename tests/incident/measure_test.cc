// What is to be done: how a check is written, and what becomes of a measure, event by event.
#include "incident/measure.h"

#include <gtest/gtest.h>

#include "incident/incident.h"

namespace ante::tests {
namespace {

using incident::Check;
using incident::Event;
using incident::Measure;
using State = Measure::State;

TEST(Checks, AreReadAsTheyAreWritten) {
  struct Written {
    std::string text;
    Check::Kind kind;
    std::string of;
    std::vector<std::string> parts = {};
  };
  for (auto& one : std::vector<Written>{
           {"index public.bill(buyer)", Check::Kind::index, "public.bill", {"buyer"}},
           {"  index  Bill ( Buyer , \"Day \"\"x\"\", y\" ) ", Check::Kind::index, "Bill", {"buyer", "Day \"x\", y"}},
           {"unique \"My bill\".\"b.c\"(a,b)", Check::Kind::unique, "\"My bill\".\"b.c\"", {"a", "b"}},
           {"constraint public.bill Bill_Fkey", Check::Kind::constraint, "public.bill", {"bill_fkey"}},
           {"gate plan-worse = block", Check::Kind::gate, "plan-worse", {"block"}},
           {"drill tickets", Check::Kind::drill, "tickets"},
           {"sql SELECT count(*) = 0\nFROM bill ; ", Check::Kind::sql, "SELECT count(*) = 0\nFROM bill"},
           {"command test -e 'a file'", Check::Kind::command, "test -e 'a file'"}}) {
    auto check = incident::read_check(one.text);
    ASSERT_TRUE(check) << one.text << ": " << check.error().what;
    EXPECT_EQ(check->kind, one.kind) << one.text;
    EXPECT_EQ(check->of, one.of) << one.text;
    EXPECT_EQ(check->parts, one.parts) << one.text;
  }
}

TEST(Checks, WhatIsNoneIsRefusedAndAnExampleGiven) {
  for (auto* text : {"",
                     "index",
                     "index bill",
                     "index bill()",
                     "index bill(buyer",
                     "index bill(buyer,)",
                     "index bill(lower(buyer))",
                     "index bill(buyer) WHERE paid",
                     "index .bill(buyer)",
                     "index a.b.c(d)",
                     "unique \"bill(buyer)",
                     "constraint bill",
                     "constraint bill one two",
                     "gate plan-worse",
                     "gate =block",
                     "gate plan-worse=",
                     "drill",
                     "sql ;",
                     "command  ",
                     "monitor it",
                     "indexbill(buyer)"}) {
    auto check = incident::read_check(text);
    ASSERT_FALSE(check) << text;
    EXPECT_EQ(check.error().exit, Exit::bad_input);
    EXPECT_NE(check.error().next.find("index public.bill(buyer)"), std::string::npos);
  }
}

TEST(Days, AreDaysThatThereAre) {
  EXPECT_EQ(incident::read_day("1970-01-02"), 86'400);
  for (auto* text : {"", "tomorrow", "2026-02-31", "2026-1-2", "2026-12-15 10:00", "15.12.2026"})
    EXPECT_FALSE(incident::read_day(text)) << text;
}

// As the history gives them back.
class MeasuresOfEvents : public testing::Test {
 protected:
  std::int64_t add(Event event) {
    event.number = static_cast<std::int64_t>(events_.size()) + 1;
    events_.push_back(event);
    return event.number;
  }
  Measure the_one() {
    auto all = incident::measures(events_);
    EXPECT_EQ(all.size(), 1u);
    return all.at(0);
  }
  void look(std::optional<bool> holds, const std::string& says) {
    if (auto event = incident::after_a_look(the_one(), {holds, says}, 100)) add(*event);
  }
  std::vector<Event> events_;
  Measure measure_{.at = 50, .says = "an index", .owner = "anna", .due = 86'400, .check = "index bill(buyer)"};
};

TEST_F(MeasuresOfEvents, OneComesBackAsItWasProposed) {
  measure_.incident = 7;
  add({.at = 1, .kind = Event::Kind::note});
  auto number = add(incident::proposed(measure_, "ben"));
  auto found = the_one();
  EXPECT_EQ(found.number, number);
  EXPECT_EQ(found.at, 50);
  EXPECT_EQ(found.says, "an index");
  EXPECT_EQ(found.owner, "anna");
  EXPECT_EQ(found.due, 86'400);
  EXPECT_EQ(found.check, "index bill(buyer)");
  EXPECT_EQ(found.incident, 7);
  EXPECT_EQ(found.state, State::open);
  EXPECT_FALSE(found.decided_by);
}

TEST_F(MeasuresOfEvents, ItIsDoneWhenItsCheckHoldsAndOpenAgainWhenItDoesNot) {
  add(incident::proposed(measure_, ""));
  look(false, "there is none");
  EXPECT_EQ(events_.size(), 1u);  // it is as it was
  look(true, "there it is");
  EXPECT_EQ(the_one().state, State::done);
  EXPECT_EQ(the_one().because, "there it is");
  EXPECT_EQ(the_one().decided_by, 2);
  look(true, "there it is");
  EXPECT_EQ(events_.size(), 2u);
  look(false, "it is gone");
  EXPECT_EQ(the_one().state, State::open);
  EXPECT_EQ(the_one().because, "it is gone");
  EXPECT_EQ(the_one().decided_by, 3);
}

TEST_F(MeasuresOfEvents, WhatWasNotLookedAtDecidesNothing) {
  add(incident::proposed(measure_, ""));
  look(std::nullopt, "no database");
  EXPECT_EQ(the_one().state, State::open);
  look(true, "there it is");
  look(std::nullopt, "no database");
  EXPECT_EQ(the_one().state, State::done);
  EXPECT_EQ(events_.size(), 2u);
}

TEST_F(MeasuresOfEvents, WhatSomebodyEndedNoLookOpensAgain) {
  for (auto state : {State::ended, State::dropped}) {
    events_.clear();
    add(incident::proposed(measure_, ""));
    add(incident::by_hand(the_one(), state, "it is in Grafana", "ben", 60));
    look(false, "there is none");
    look(true, "there it is");
    EXPECT_EQ(the_one().state, state);
    EXPECT_EQ(the_one().because, "it is in Grafana");
    EXPECT_EQ(events_.back().shown, std::vector<std::string>{"says ben"});
  }
}

TEST_F(MeasuresOfEvents, ItIsOverdueWhenItsDayIsOverAndItIsOpen) {
  EXPECT_FALSE(measure_.is_overdue(2 * 86'400 - 1));
  EXPECT_TRUE(measure_.is_overdue(2 * 86'400));
  measure_.state = State::done;
  EXPECT_FALSE(measure_.is_overdue(1e9));
}

TEST_F(MeasuresOfEvents, ItIsTheIncidentsThatItIsAboutAndNoPartOfWhatHappened) {
  add({.at = 10, .kind = Event::Kind::seen, .about = "a", .says = "slow"});
  measure_.at = 15, measure_.incident = 1;
  add(incident::proposed(measure_, ""));
  add({.at = 20, .kind = Event::Kind::over, .about = "a"});
  auto second = add({.at = 900, .kind = Event::Kind::seen, .about = "b", .says = "slow again"});
  measure_.at = 905, measure_.incident = second;
  auto of_the_second = add(incident::proposed(measure_, ""));
  measure_.incident.reset();
  add(incident::proposed(measure_, ""));
  auto found = incident::incidents(events_);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].events.size(), 2u);
  EXPECT_EQ(found[1].events.size(), 1u);
  ASSERT_EQ(found[0].measures.size(), 1u);
  ASSERT_EQ(found[1].measures.size(), 1u);
  EXPECT_EQ(found[1].measures[0].number, of_the_second);
}

}  // namespace
}  // namespace ante::tests
