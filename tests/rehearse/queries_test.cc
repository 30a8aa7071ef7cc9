// What is made of a query's plans before and after a change.
#include "rehearse/queries.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using rehearse::Fate;

rehearse::PlanNode scan(const std::string& what, double cost) {
  rehearse::PlanNode node;
  node.what = what;
  node.cost = cost;
  return node;
}

rehearse::QueryOutcome outcome(const rehearse::PlanNode& before, const rehearse::PlanNode& after,
                               const std::vector<rehearse::PlanNode>& leaning) {
  snapshot::Snapshot snapshot;
  snapshot.workload.emplace_back();
  std::vector<rehearse::Plans> plans;
  for (auto& plan : leaning) plans.push_back({plan});
  return rehearse::compare(snapshot, {before}, {after}, plans, {true})[0];
}
Fate fate(const rehearse::PlanNode& before, const rehearse::PlanNode& after,
          const std::vector<rehearse::PlanNode>& leaning) {
  return outcome(before, after, leaning).fate;
}

TEST(Queries, PlanThatTheSizeOfAnIndexDecidesIsATie) {
  auto slow = scan("Seq Scan", 100), fast = scan("Index Scan", 99);
  EXPECT_EQ(fate(slow, slow, {}), Fate::unchanged);
  EXPECT_EQ(fate(slow, slow, {slow, slow}), Fate::unchanged);
  EXPECT_EQ(fate(slow, slow, {fast, slow}), Fate::tie);
  EXPECT_EQ(fate(slow, fast, {fast, fast}), Fate::changed);
  EXPECT_EQ(fate(slow, fast, {fast, slow}), Fate::tie);
  EXPECT_TRUE(outcome(slow, fast, {fast, fast}).after_is_certain);
  EXPECT_FALSE(outcome(slow, fast, {fast, scan("Index Only Scan", 99)}).after_is_certain);
  // Which of the new ones it will be is open; that the old one goes is not.
  EXPECT_EQ(fate(slow, fast, {fast, scan("Index Only Scan", 99)}), Fate::changed);
}

TEST(Queries, WhatIsClearlyWorseIsNoTie) {
  auto fast = scan("Index Scan", 10), slow = scan("Seq Scan", 100'000), slower = scan("Index Only Scan", 100'100);
  EXPECT_EQ(fate(fast, slow, {slower, slow}), Fate::worse);
  EXPECT_EQ(fate(slow, fast, {fast, slow}), Fate::better);
}

}  // namespace
}  // namespace ante::tests
