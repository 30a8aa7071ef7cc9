// What a message of the lab betrays of production's values: nothing.
#include "twin/discretion.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

TEST(Discretion, ValuesGoAndTheRestStays) {
  twin::Discretion discretion({"Ann", "Ann Archer", "12345", "7", "ü"});
  auto told = [&](const char* text, const char* statement = "") { return discretion.without_values(text, statement); };
  EXPECT_EQ(told("no such person: Ann Archer"), "no such person: …");
  EXPECT_EQ(told("\"Ann\" is not \"Anna\""), "\"…\" is not \"Anna\"");
  EXPECT_EQ(told("value 12345 of 123456"), "value … of 123456");
  EXPECT_EQ(told("varchar(7) does not take \"7\""), "varchar(7) does not take \"…\"");
  EXPECT_EQ(told("\"ü\", Ann"), "\"…\", …");
}

TEST(Discretion, WhatTheAuthorWroteIsNoSecret) {
  twin::Discretion discretion({"archived"});
  EXPECT_EQ(discretion.without_values("archived is no state", "UPDATE t SET state = 'archived'"),
            "archived is no state");
}

}  // namespace
}  // namespace ante::tests
