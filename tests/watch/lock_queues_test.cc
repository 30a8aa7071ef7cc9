// Who stands behind whom.
#include "watch/lock_queues.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

watch::Session session(int pid, std::vector<int> blocked_by = {}, double waited = 0) {
  return {.pid = pid,
          .user = "app",
          .state = "active",
          .wait = "relation",
          .blocked_by = std::move(blocked_by),
          .waits_for = "public.bill",
          .waited_seconds = waited};
}

TEST(LockQueues, NobodyWaits) { EXPECT_TRUE(watch::lock_queues({.sessions = {session(1), session(2)}}).empty()); }

TEST(LockQueues, TheHeadIsWhoHasItAndNotWhoStandsInFront) {
  auto queues = watch::lock_queues(
      {.sessions = {session(1), session(2, {1}, 9), session(3, {2}, 4), session(4, {2}, 3), session(5, {2, 4}, 1)}});
  ASSERT_EQ(queues.size(), 1u);
  EXPECT_EQ(queues[0].holder, 1);
  EXPECT_EQ(queues[0].heads, std::vector<int>{2});
  EXPECT_EQ(queues[0].waiting, 4);
  EXPECT_EQ(queues[0].longest, 9);
  EXPECT_EQ(queues[0].relation, "public.bill");
}

TEST(LockQueues, TwoQueuesAreTwoAndTheLongerIsFirst) {
  auto queues = watch::lock_queues(
      {.sessions = {session(1), session(2, {1}), session(10), session(11, {10}), session(12, {10})}});
  ASSERT_EQ(queues.size(), 2u);
  EXPECT_EQ(queues[0].holder, 10);
  EXPECT_TRUE(queues[0].heads.empty());
  EXPECT_EQ(queues[1].holder, 1);
}

TEST(LockQueues, InAQueueForARowNobodyIsAtFaultButWhoHasIt) {
  auto first = session(2, {1}), second = session(3, {2});
  first.wait = "transactionid", second.wait = "tuple";
  auto queues = watch::lock_queues({.sessions = {session(1), first, second}});
  ASSERT_EQ(queues.size(), 1u);
  EXPECT_EQ(queues[0].holder, 1);
  EXPECT_TRUE(queues[0].heads.empty());
  EXPECT_EQ(queues[0].waiting, 2);
}

TEST(LockQueues, ACircleHasNoHead) {
  EXPECT_TRUE(watch::lock_queues({.sessions = {session(1, {2}), session(2, {1})}}).empty());
}

TEST(LockQueues, APreparedTransactionHasNoSession) {
  auto queues = watch::lock_queues({.sessions = {session(2, {0})}});
  ASSERT_EQ(queues.size(), 1u);
  EXPECT_EQ(queues[0].holder, 0);
}

}  // namespace
}  // namespace ante::tests
