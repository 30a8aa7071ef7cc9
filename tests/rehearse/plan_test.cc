// Plans compared node by node, and what that decides.
#include "rehearse/plan.h"

#include <gtest/gtest.h>

#include "rehearse/fate.h"
#include "rehearse/missing_index.h"
#include "rehearse/queries.h"

namespace ante::tests {
namespace {

using rehearse::Fate;

rehearse::PlanNode plan(std::string_view json) {
  auto read = rehearse::read_plan(json);
  EXPECT_TRUE(read) << read.error().what;
  return read ? *read : rehearse::PlanNode{};
}

constexpr const char* index_scan = R"json([{"Plan": {"Node Type": "Limit", "Total Cost": 8.5, "Plan Rows": 1, "Plans": [
  {"Node Type": "Index Scan", "Index Name": "t_a", "Relation Name": "t", "Index Cond": "(a = $1)", "Total Cost": 8.4}]}}])json";
constexpr const char* whole_scan = R"json([{"Plan": {"Node Type": "Limit", "Total Cost": 900, "Plan Rows": 1, "Plans": [
  {"Node Type": "Seq Scan", "Relation Name": "t", "Filter": "(a = $1)", "Total Cost": 900}]}}])json";
constexpr const char* dearer_index_scan =
    R"json([{"Plan": {"Node Type": "Limit", "Total Cost": 9.5, "Plan Rows": 2, "Plans": [
  {"Node Type": "Index Scan", "Index Name": "t_a", "Relation Name": "t", "Index Cond": "(a = $1)", "Total Cost": 9.4}]}}])json";

TEST(MissingIndex, HasTheColumnsThatAFilterCompares) {
  using Columns = std::vector<std::string>;
  auto columns = [](std::string_view filter) {
    return rehearse::index_columns(filter, {"file_name", "handle", "at", "kind", "\"Odd = name\"", "code", "email",
                                            "id", "a", "b", "name", "day"});
  };
  EXPECT_EQ(columns("(file_name = $1)"), (Columns{"file_name"}));
  EXPECT_EQ(columns("((NOT succeeded) AND (handle = ('member'::text || ($1)::text)))"), (Columns{"handle"}));
  EXPECT_EQ(columns("((at > $2) AND (kind = 'a AND (b = 1)'::text) AND (\"Odd = name\" = 5))"),
            (Columns{"kind", "\"Odd = name\"", "at"}));
  EXPECT_EQ(columns("((at >= $1) AND (at < $2))"), (Columns{"at"}));
  EXPECT_EQ(columns("((code)::text = $1)"), (Columns{"code"}));
  EXPECT_EQ(columns("(lower(email) = lower($1))"), (Columns{"lower(email)"}));
  EXPECT_EQ(columns("($1 = id)"), (Columns{"id"}));
  EXPECT_EQ(columns("(id = ANY ('{1,2}'::integer[]))"), (Columns{"id"}));
  EXPECT_EQ(columns("((a = 1) OR (b = 2))"), Columns{});
  EXPECT_EQ(columns("((a + 1) = $1)"), Columns{}) << "an expression needs more thought than this";
  EXPECT_EQ(columns("($1 = 5)"), Columns{});
  EXPECT_EQ(columns("(CURRENT_DATE = day)"), (Columns{"day"}));
  EXPECT_EQ(columns("(date_trunc('day'::text, now()) <= at)"), (Columns{"at"}));
  EXPECT_EQ(columns("((lower(a) || b) = $1)"), Columns{});
  EXPECT_EQ(columns("(lower((email)::text) = $1)"), (Columns{"lower((email)::text)"}));
  EXPECT_EQ(columns("(name ~~ '%x%'::text)"), Columns{});
  EXPECT_EQ(columns(""), Columns{});
}

TEST(Plan, NodesSayWhatTheyDo) {
  auto limit = plan(index_scan);
  EXPECT_EQ(limit.what, "Limit");
  EXPECT_EQ(limit.cost, 8.5);
  ASSERT_EQ(limit.children.size(), 1u);
  EXPECT_EQ(limit.children[0].what, "Index Scan using t_a on t");
  EXPECT_EQ(limit.children[0].conditions, "index (a = $1)");
}

TEST(Plan, CostsDoNotMakeAnotherPlan) {
  EXPECT_TRUE(rehearse::same_plan(plan(index_scan), plan(dearer_index_scan)));
  EXPECT_FALSE(rehearse::same_plan(plan(index_scan), plan(whole_scan)));
}

TEST(Plan, OnlyNodesThatDifferAreShown) {
  EXPECT_EQ(rehearse::nodes_only_in(plan(whole_scan), plan(index_scan)),
            std::vector<std::string>{"Seq Scan on t, filter (a = $1)"});
}

TEST(Plan, WhatIsNoPlanIsAnError) {
  for (auto* text : {"", "{", "[]", "[1]", R"([{"Plan": 7}])", R"({"Plan": {}})"})
    EXPECT_FALSE(rehearse::read_plan(text)) << text;
}

TEST(Fate, ClearGrowthIsWorseAndSmallGrowthIsNot) {
  EXPECT_EQ(rehearse::fate_of(plan(index_scan), plan(whole_scan)), Fate::worse);
  EXPECT_EQ(rehearse::fate_of(plan(whole_scan), plan(index_scan)), Fate::better);
  EXPECT_EQ(rehearse::fate_of(plan(index_scan), plan(dearer_index_scan)), Fate::unchanged);
}

TEST(Queries, TypedLiteralsThatBecameParametersAreRepaired) {
  EXPECT_EQ(rehearse::repaired("SELECT now() - interval $1, DATE $2, updated $3"),
            "SELECT now() - $1::interval, $2::DATE, updated $3");
}

}  // namespace
}  // namespace ante::tests
