// What became of seeing and naming an outage: from what was said, and when.
#include "drill/heard.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

using incident::Event;
using State = drill::Stage::State;

class Heard : public testing::Test {
 protected:
  Heard() {
    pass_.peace = {.from = 5, .to = 20};
    pass_.struck = {.from = 20, .to = 60};
    pass_.undoing = {.from = 60, .to = 70};
  }
  void say(int second, Event::Kind kind, std::string says, std::string about = "work") {
    auto number = std::ssize(words_.heard) + 1;
    words_.heard.push_back(
        {second, {.number = number, .kind = kind, .about = std::move(about), .says = std::move(says)}});
  }
  drill::Stage explained() const { return drill::explained(pass_, words_, goals_); }

  drill::Pass pass_;
  drill::Words words_;
  drill::Description::Goals goals_{.cause = {"bill", "buyer"}, .innocent = {"more traffic", "the network"}};
};

TEST_F(Heard, SeenIsWhatWasSaidWhilePeopleWereOut) {
  EXPECT_EQ(drill::seen(pass_, words_).state, State::missed);
  say(3, Event::Kind::seen, "before it was at rest");
  say(61, Event::Kind::seen, "too late");
  EXPECT_EQ(drill::seen(pass_, words_).state, State::missed);
  say(27, Event::Kind::seen, "a crowd");
  auto stage = drill::seen(pass_, words_);
  EXPECT_EQ(stage.state, State::done);
  EXPECT_EQ(stage.took, Millis(7'000));
  EXPECT_TRUE(contains(stage.says, "a crowd")) << stage.says;
}

TEST_F(Heard, AnAlarmInPeaceIsNoSight) {
  say(12, Event::Kind::seen, "a ghost");
  say(27, Event::Kind::seen, "a crowd");
  auto stage = drill::seen(pass_, words_);
  EXPECT_EQ(stage.state, State::missed);
  EXPECT_TRUE(contains(stage.says, "a ghost")) << stage.says;
}

TEST_F(Heard, WhyNothingWasSeenIsSaid) {
  words_.trouble = "ante: cannot connect";
  EXPECT_TRUE(contains(drill::seen(pass_, words_).says, "cannot connect"));
}

TEST_F(Heard, ExplainedIsTheRightCauseFirstAndTheInnocentCleared) {
  EXPECT_EQ(explained().state, State::missed);
  say(30, Event::Kind::suspect, "not attributed");
  EXPECT_EQ(explained().state, State::missed) << "nobody is named";
  say(33, Event::Kind::suspect, "index of bill gone");
  EXPECT_EQ(explained().state, State::missed) << "nobody is cleared";
  say(33, Event::Kind::not_it, "the network: of another trouble", "crowd");
  say(33, Event::Kind::not_it, "more traffic: 10 calls a second, 12 before");
  EXPECT_TRUE(contains(explained().says, "not say that it was not the network")) << explained().says;
  say(33, Event::Kind::not_it, "the network: a question takes 0.2 ms");
  EXPECT_EQ(explained().state, State::done) << explained().says;
  EXPECT_EQ(explained().took, Millis(13'000));
}

TEST_F(Heard, WhoNamesAnotherFirstHasNotExplainedIt) {
  goals_.innocent.clear();
  say(30, Event::Kind::suspect, "the customers' view");
  say(33, Event::Kind::suspect, "index of bill gone");
  auto stage = explained();
  EXPECT_EQ(stage.state, State::missed);
  EXPECT_TRUE(contains(stage.says, "the customers' view; it was bill or buyer")) << stage.says;
}

TEST_F(Heard, WhereNobodyWroteDownWhatItWasNobodyIsRight) {
  goals_.cause.clear();
  say(33, Event::Kind::suspect, "index of bill gone");
  EXPECT_EQ(explained().state, State::not_yet);
}

TEST_F(Heard, WrittenUpIsWhatWasSeenAndWhatDidIt) {
  say(27, Event::Kind::seen, "a crowd");
  say(33, Event::Kind::suspect, "index of bill gone");
  EXPECT_EQ(drill::written_up(pass_, words_).state, State::missed);
  words_.postmortem = "A crowd [1].";
  EXPECT_EQ(drill::written_up(pass_, words_).state, State::missed);
  words_.postmortem = "A crowd [1], and an index gone [2].";
  EXPECT_EQ(drill::written_up(pass_, words_).state, State::done);
}

}  // namespace
}  // namespace ante::tests
