// What a session has locked, statement by statement.
#include "snapshot/locked_before.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using Names = std::vector<std::string>;

Names locked_after(const std::vector<std::string>& statements) {
  snapshot::LockedBefore before;
  for (auto& text : statements) {
    auto facts = sql::facts(text);
    EXPECT_TRUE(facts) << text;
    if (facts) before.see(text, *facts);
  }
  return before.locked();
}

TEST(LockedBefore, LastsAsLongAsTheTransaction) {
  EXPECT_EQ(locked_after({"BEGIN", "SELECT 1 FROM shop.customer FOR UPDATE"}), Names{"customer"});
  EXPECT_EQ(locked_after({"BEGIN", "SELECT 1 FROM customer FOR UPDATE", "SAVEPOINT s", "RELEASE s"}),
            Names{"customer"});
  EXPECT_EQ(locked_after({"BEGIN", "SELECT 1 FROM customer FOR UPDATE", "COMMIT"}), Names{});
  EXPECT_EQ(locked_after({"LOCK TABLE customer"}), Names{""});
  EXPECT_EQ(locked_after({"SELECT pg_advisory_xact_lock(1)"}), Names{""});
  EXPECT_EQ(locked_after({"SELECT 1 FROM customer"}), Names{});
}

TEST(LockedBefore, WhatIsSerializableIsAloneUntilItCommits) {
  for (std::string begin : {"BEGIN ISOLATION LEVEL SERIALIZABLE", "start transaction isolation level serializable",
                            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"}) {
    EXPECT_EQ(locked_after({begin}), Names{""}) << begin;
    EXPECT_EQ(locked_after({begin, "COMMIT"}), Names{}) << begin;
  }
  EXPECT_EQ(locked_after({"BEGIN ISOLATION LEVEL REPEATABLE READ"}), Names{});
}

}  // namespace
}  // namespace ante::tests
