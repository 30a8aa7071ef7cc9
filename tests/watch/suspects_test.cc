// Who did it, and who did not: laws of the answer.
#include "watch/suspects.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace ante::tests {
namespace {

using watch::Change;

class Suspects : public testing::Test {
 protected:
  static Change index_dropped(double at, std::string relation = "public.bill") {
    return {.from = at - 5,
            .to = at,
            .kind = Change::Kind::schema,
            .says = "index of " + relation + " removed",
            .relations = {relation}};
  }
  static Change deploy(double at, std::set<std::string> shapes) {
    return {
        .from = at - 10, .to = at, .kind = Change::Kind::queries, .says = "new queries", .shapes = std::move(shapes)};
  }
  watch::Answer asked(const std::vector<Change>& changes) const { return answer(trouble_, changes, around_); }
  static bool says_not(const watch::Answer& answer, std::string_view what, std::string_view why = "") {
    return std::ranges::any_of(answer.not_it,
                               [&](auto& one) { return contains(one.first, what) && contains(one.second, why); });
  }

  watch::Trouble trouble_{.about = "work of a",
                          .from = 1'000,
                          .to = 1'010,
                          .shapes = {"a"},
                          .relations = {"public.bill"},
                          .work_has_grown = true,
                          .how = "3 → 900 blocks a call"};
  watch::Surroundings around_{
      .overall = {.calls_before = 100, .calls = 104, .shapes = 20}, .round_trip = 0.0003, .usual_round_trip = 0.0003};
};

TEST_F(Suspects, AChangeOfWhatIsReadIsNamedAndTheRestIsNot) {
  auto found = asked({index_dropped(1'001)});
  ASSERT_TRUE(found.did_it);
  EXPECT_EQ(found.did_it->says, "index of public.bill removed");
  EXPECT_FALSE(found.because.empty());
  for (auto* what : {"more traffic", "the network", "the server as a whole", "locks", "VACUUM"})
    EXPECT_TRUE(says_not(found, what)) << what;
}

// A round trip has the server's own delay in it: that the time goes within the server clears the network.
TEST_F(Suspects, TheNetworkIsClearedWhereTheTimeGoesWithinTheServer) {
  around_.round_trip = 0.02;
  EXPECT_FALSE(says_not(asked({}), "the network"));
  EXPECT_FALSE(says_not(asked({}), "a load balancer"));
  trouble_.within = "a call takes 90.0 ms within the server, 0.1 before";
  EXPECT_TRUE(says_not(asked({}), "the network", "20.0 ms there and back"));
  EXPECT_TRUE(says_not(asked({}), "a load balancer", "90.0 ms within the server"));
}

// Where too much is asked, less is done.
TEST_F(Suspects, FewerCallsAreNoProofAgainstTheTraffic) {
  around_.overall.calls = 40;
  EXPECT_TRUE(says_not(asked({}), "more traffic", "40 calls a second"));
  trouble_.work_has_grown = false;
  EXPECT_FALSE(says_not(asked({}), "more traffic"));
  around_.overall.calls = 90;
  EXPECT_TRUE(says_not(asked({}), "more traffic"));
}

TEST_F(Suspects, ASettingIsNamedWherePlansDependOnIt) {
  Change setting{.from = 996, .to = 1'001, .kind = Change::Kind::setting, .says = "enable_indexscan: on → off"};
  EXPECT_FALSE(asked({setting}).did_it);
  EXPECT_TRUE(says_not(asked({setting}), "enable_indexscan", "does not depend on it"));
  setting.may_be_planners = true;  // a role's
  EXPECT_FALSE(asked({setting}).did_it);
  EXPECT_FALSE(says_not(asked({setting}), "enable_indexscan"));
  setting.is_planners = true;
  ASSERT_TRUE(asked({setting}).did_it);
  EXPECT_FALSE(asked({setting, index_dropped(1'001)}).did_it) << "both could have done it";
}

// They are gathered all day: they are named where nobody else could have done it.
TEST_F(Suspects, StatisticsThatWereGatheredAreTheLastToBeNamed) {
  Change analyzed{.from = 1'001,
                  .to = 1'001,
                  .kind = Change::Kind::statistics,
                  .says = "statistics of public.bill gathered",
                  .relations = {"public.bill"}};
  ASSERT_TRUE(asked({analyzed}).did_it);
  auto found = asked({analyzed, index_dropped(1'001)});
  ASSERT_TRUE(found.did_it);
  EXPECT_EQ(found.did_it->says, "index of public.bill removed");
  analyzed.relations = {"public.other"};
  EXPECT_FALSE(asked({analyzed}).did_it);
  EXPECT_FALSE(says_not(asked({analyzed}), "statistics of")) << "nobody would have blamed them";
}

TEST_F(Suspects, AMarkIsNoProofAndStandsBesideTheQueriesThatCameWithIt) {
  Change mark{.from = 995, .to = 995, .kind = Change::Kind::mark, .says = "deploy v42"};
  auto found = asked({mark});
  EXPECT_FALSE(found.did_it);
  ASSERT_EQ(found.perhaps.size(), 1u);
  trouble_.work_has_grown = false, trouble_.has_new_queries = true;
  found = asked({mark, deploy(1'003, {"a"})});
  ASSERT_TRUE(found.did_it);
  EXPECT_TRUE(contains(join(found.because, "\n"), "«deploy v42» was marked at"));
}

TEST_F(Suspects, WhatFailsIsBlamedOnWhatItReads) {
  trouble_.work_has_grown = false, trouble_.fails = true;
  auto found = asked({index_dropped(1'001), index_dropped(1'002, "public.other"), deploy(1'003, {"b"})});
  ASSERT_TRUE(found.did_it);
  EXPECT_EQ(found.did_it->says, "index of public.bill removed");
  EXPECT_TRUE(says_not(found, "index of public.other", "nothing that it touched is read by what fails"));
  EXPECT_TRUE(says_not(found, "new queries", "less speaks for it"));
  // Of what a new version asks in vain nothing is counted: it may have been that.
  found = asked({deploy(1'003, {"b"})});
  EXPECT_FALSE(found.did_it);
  ASSERT_EQ(found.perhaps.size(), 1u);
}

TEST_F(Suspects, WhatCameAfterwardsDidNotDoIt) {
  auto found = asked({index_dropped(1'100)});
  EXPECT_FALSE(found.did_it);
  EXPECT_TRUE(says_not(found, "index of", "when it had begun"));
}

// A migration of two steps, with a look at the schema between them.
TEST_F(Suspects, StepsOfOneMigrationAreNamedTogether) {
  auto second = index_dropped(1'006);
  second.says = "column of public.bill added";
  auto found = asked({index_dropped(1'001), second});
  ASSERT_TRUE(found.did_it);
  EXPECT_EQ(found.did_it->says, "index of public.bill removed; column of public.bill added");
  trouble_.from = 1'090, trouble_.to = 1'100;
  second.from = 1'080, second.to = 1'085;
  EXPECT_FALSE(asked({index_dropped(1'040), second}).did_it) << "two of them, and either may have done it";
}

TEST_F(Suspects, WhatTouchedSomethingElseDidNotDoIt) {
  auto found = asked({index_dropped(1'001, "public.other")});
  EXPECT_FALSE(found.did_it);
  EXPECT_TRUE(says_not(found, "public.other", "nothing that it touched"));
}

TEST_F(Suspects, WhatIsOldIsNot) { EXPECT_FALSE(asked({index_dropped(100)}).did_it); }

TEST_F(Suspects, TheGuiltyOneIsToldFromTheInnocentBesideIt) {
  auto found = asked({index_dropped(1'002, "public.other"), index_dropped(1'001), deploy(1'000, {"b"})});
  ASSERT_TRUE(found.did_it);
  EXPECT_EQ(found.did_it->says, "index of public.bill removed");
}

TEST_F(Suspects, WhereTwoSpeakAlikeNobodyIsNamed) {
  auto other = index_dropped(1'000);
  other.says = "another index of public.bill removed";
  auto found = asked({index_dropped(1'001), other});
  EXPECT_FALSE(found.did_it);
  EXPECT_EQ(found.perhaps.size(), 2u);
}

TEST_F(Suspects, ANewQueryCameWithItsRelease) {
  trouble_.work_has_grown = false, trouble_.has_new_queries = true;
  auto found = asked({deploy(1'005, {"a", "b"})});
  ASSERT_TRUE(found.did_it);
  EXPECT_EQ(found.did_it->says, "new queries");
}

TEST_F(Suspects, MoreTrafficIsNamedWhereTheWorkIsTheSame) {
  trouble_.work_has_grown = false;
  around_.overall.calls = 300;
  auto found = asked({});
  EXPECT_FALSE(found.did_it);
  EXPECT_TRUE(contains(found.from_outside, "more traffic")) << found.from_outside;
  EXPECT_FALSE(says_not(found, "more traffic"));
}

TEST_F(Suspects, ATakenRightIsBlamedForWhatLacksItAndForNothingElse) {
  trouble_.work_has_grown = false, trouble_.fails = true;
  auto revoke = index_dropped(1'001);
  revoke.says = "SELECT on table public.bill to app removed", revoke.relations.clear();
  revoke.closed = {"public.bill"};
  EXPECT_FALSE(asked({revoke}).did_it);
  trouble_.lacks_a_right = true;
  auto found = asked({revoke});
  ASSERT_TRUE(found.did_it);
  EXPECT_TRUE(contains(join(found.because, "\n"), "it took a right on public.bill")) << join(found.because, "\n");
  revoke.closed = {"public.other"};
  EXPECT_FALSE(asked({revoke}).did_it);
}

TEST_F(Suspects, TheMachineIsClearedWhereItIsAsItWas) {
  around_.machine = {.processors = 2,
                     .taken = 0.9,
                     .others = {.now = 0.1, .usual = 0.1},
                     .waits_for_disk = watch::Beside{0.02, 0.01},
                     .waits_for_memory = watch::Beside{0, 0},
                     .memory_left = 0.5};
  around_.checkpoints = {.now = 0, .usual = 0.2};
  auto found = asked({});
  EXPECT_TRUE(says_not(found, "a neighbour on this machine", "take 0.1 of 2 processors, 0.1 before"));
  EXPECT_TRUE(says_not(found, "the disk of this machine", "2 % of the time, 1 % before"));
  EXPECT_TRUE(says_not(found, "the memory of this machine", "50 % are left"));
  EXPECT_TRUE(says_not(found, "checkpoints", "0.0 a minute"));
  around_.machine->waits_for_disk = watch::Beside{0.6, 0.01};
  around_.checkpoints = {.now = 12, .usual = 0.2};
  found = asked({});
  EXPECT_FALSE(says_not(found, "the disk"));
  EXPECT_FALSE(says_not(found, "checkpoints"));
}

TEST_F(Suspects, ANeighbourIsNamedWhereNothingElseExplainsIt) {
  around_.machine = {.processors = 2, .taken = 1.9, .others = {.now = 1.4, .usual = 0.1}};
  EXPECT_TRUE(says_not(asked({}), "a neighbour", "nobody else makes it do that")) << "a call reads more blocks";
  trouble_ = {.about = "crowd", .from = 1'000, .to = 1'001};
  auto found = asked({});
  EXPECT_TRUE(contains(found.from_outside, "a neighbour on this machine: other processes take 1.4"))
      << found.from_outside;
  EXPECT_FALSE(says_not(found, "a neighbour"));
  around_.machine->taken = 1.5;
  EXPECT_EQ(asked({}).from_outside, "") << "there is room for both";
  EXPECT_TRUE(says_not(asked({}), "a neighbour"));
}

TEST_F(Suspects, CheckpointsAreNamedWhereNothingElseExplainsIt) {
  trouble_ = {.about = "crowd", .from = 1'000, .to = 1'001};
  around_.checkpoints = {.now = 12, .usual = 0.2};
  EXPECT_TRUE(contains(asked({}).from_outside, "checkpoints: 12.0 a minute"));
  around_.checkpoints = {.now = 12, .usual = 10};
  EXPECT_EQ(asked({}).from_outside, "");
}

// Who asks again and again may be on this machine, too.
TEST_F(Suspects, ANeighbourIsNotNamedWhereSomethingWithinMayHaveDoneIt) {
  trouble_ = {.about = "crowd", .from = 1'000, .to = 1'001};
  around_.machine = {.processors = 2, .taken = 1.9, .others = {.now = 1.4, .usual = 0.1}};
  around_.checkpoints = {.now = 12, .usual = 0.2};
  auto is_named = [&](const std::vector<Change>& changes = {}) { return !asked(changes).from_outside.empty(); };
  EXPECT_FALSE(is_named({index_dropped(990, "public.other")})) << "what the crowd reads is not known";
  EXPECT_FALSE(is_named({deploy(990, {"b"})}));
  EXPECT_FALSE(is_named({{.from = 990, .to = 990, .kind = Change::Kind::mark, .says = "shop v43"}}));
  EXPECT_TRUE(is_named({index_dropped(50)})) << "all was well meanwhile";
  EXPECT_TRUE(is_named({index_dropped(1'020)})) << "it came afterwards";
  EXPECT_TRUE(is_named({{.from = 990, .to = 990, .kind = Change::Kind::statistics, .says = "statistics"}}));
  around_.waiting_for_locks = 1;
  EXPECT_FALSE(is_named());
  around_.waiting_for_locks = 0, around_.more_is_wrong = true;
  EXPECT_FALSE(is_named());
  around_.more_is_wrong = false, trouble_.shapes = {"a"};
  EXPECT_FALSE(is_named()) << "it stands in one query";
  trouble_.shapes.clear(), trouble_.fails = true;
  EXPECT_FALSE(is_named());
  trouble_.fails = false;
  EXPECT_TRUE(is_named());
}

TEST_F(Suspects, AndIsNotWhereTheWorkHasGrown) {
  around_.overall.calls = 300;
  EXPECT_EQ(asked({index_dropped(1'001)}).from_outside, "");
}

}  // namespace
}  // namespace ante::tests
