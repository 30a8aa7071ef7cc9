// A restart and a fail-over, told by what the server says of itself.
#include "watch/life.h"

#include <gtest/gtest.h>

#include "support/private_server.h"

namespace ante::tests {
namespace {

using watch::Life;
using watch::what_became;

const Life primary{.started = "12:00", .address = "10.0.0.1/32 5432", .system = "7", .timeline = "0000000F"};

TEST(Lives, TheSameOneIsNoNews) {
  EXPECT_EQ(what_became(primary, primary), "");
  auto moved = primary;
  moved.address = "10.0.0.2/32 5432";  // a proxy's
  EXPECT_EQ(what_became(primary, moved), "");
}

TEST(Lives, ARestartAndAFailOverAreToldApart) {
  auto now = primary;
  now.started = "12:30";
  EXPECT_EQ(what_became(primary, now), "the server was started anew");
  now.address = "10.0.0.2/32 5432";
  EXPECT_EQ(what_became(primary, now), "another server answers at the address");
  now.timeline = "00000010";
  EXPECT_EQ(what_became(primary, now), "a standby has taken over: timeline 16, 15 before");
  now.is_standby = true, now.timeline = "";
  EXPECT_EQ(what_became(primary, now), "a standby answers at the address, which takes no writes");
  EXPECT_EQ(what_became(now, primary), "the standby was promoted: it takes writes now");
  now.system = "8";
  EXPECT_EQ(what_became(primary, now), "another server with other data answers at the address");
}

// Where it may not be asked which cluster it is, that is no change of it.
TEST(Lives, WhatIsNotKnownIsNoChange) {
  auto closed = primary;
  closed.system = closed.timeline = closed.address = "";
  EXPECT_EQ(what_became(primary, closed), "");
  EXPECT_EQ(what_became(closed, primary), "");
}

class LivesOf : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(On, LivesOf, testing::ValuesIn(tested_majors()), testing::PrintToStringParamName());

TEST_P(LivesOf, AServerSaysAllOfIt) {
  auto cluster = private_server(GetParam());
  auto server = connect(cluster);
  auto life = watch::life_of(server);
  ASSERT_TRUE(life) << life.error().what;
  EXPECT_NE(life->started, "");
  EXPECT_NE(life->system, "");
  EXPECT_EQ(life->timeline, "00000001");
  EXPECT_FALSE(life->is_standby);
  run(server, "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC; CREATE ROLE guest LOGIN");
  auto guest = connect(cluster, "postgres", "guest");
  auto least = watch::life_of(guest);
  ASSERT_TRUE(least) << least.error().what;
  EXPECT_EQ(what_became(*life, *least), "");
  EXPECT_EQ(least->system, "");
  EXPECT_EQ(watch::life_of(server, false)->system, "");
}

}  // namespace
}  // namespace ante::tests
