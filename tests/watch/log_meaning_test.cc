// What entries of a log mean: errors and plans, whose they are, and no word of anybody in them.
#include "watch/log_meaning.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

using watch::LogEntry;
using watch::LogLines;

LogEntry error(std::string message, std::string sqlstate = "", std::string statement = "") {
  LogEntry entry;
  entry.pid = 7, entry.severity = "ERROR";
  entry.message = std::move(message), entry.sqlstate = std::move(sqlstate), entry.statement = std::move(statement);
  return entry;
}

LogLines meaning_of(const std::vector<LogEntry>& entries) {
  return watch::meaning(entries, "shop", 4711, [](auto& statement) { return "shape of " + statement; });
}

std::string what_is(std::string message) {
  auto lines = meaning_of({error(std::move(message))});
  return lines.errors.size() == 1 ? lines.errors[0].what : "none";
}

TEST(LogMeaning, AnErrorIsKnownByItsSqlstate) {
  auto lines = meaning_of({error("whatever", "42703", "SELECT 1")});
  ASSERT_EQ(lines.errors.size(), 1u);
  EXPECT_EQ(lines.errors[0].what, "42703");
  EXPECT_EQ(lines.errors[0].shape, "shape of SELECT 1");
  EXPECT_EQ(watch::error_in_words("42703"), "an undefined column (42703)");
  EXPECT_EQ(watch::error_in_words("XX000"), "SQLSTATE XX000");
}

TEST(LogMeaning, WhereTheLogHasNoneTheServersWordsTell) {
  EXPECT_EQ(what_is("column \"note\" does not exist at character 8"), "42703");
  EXPECT_EQ(what_is("column b.note does not exist at character 8"), "42703");
  EXPECT_EQ(what_is("relation \"bill\" does not exist"), "42P01");
  EXPECT_EQ(what_is("permission denied for table bill"), "42501");
  EXPECT_EQ(what_is("canceling statement due to statement timeout"), "57014");
  EXPECT_EQ(what_is("canceling statement due to lock timeout"), "55P03");
  EXPECT_EQ(what_is("deadlock detected"), "40P01");
  EXPECT_EQ(what_is("sorry, too many clients already"), "53300");
  EXPECT_EQ(what_is("cached plan must not change result type"), "0A000");
}

TEST(LogMeaning, OtherWordsAreTheSameWhereTheirValuesDiffer) {
  auto one = what_is("customer 'Anna' has 17 bills: too many for her");
  EXPECT_EQ(one, what_is("customer 'Ben' has 4 bills: none of yours"));
  EXPECT_NE(one, what_is("customer 'Anna' has no bills"));
  EXPECT_TRUE(one.starts_with("of words ")) << one;
  EXPECT_FALSE(contains(one, "Anna") || contains(one, "bills")) << one;
  EXPECT_FALSE(contains(watch::error_in_words(one), "bills"));
}

TEST(LogMeaning, WhatIsNoErrorOrNotOursIsLeftOut) {
  auto warning = error("column x does not exist"), others = error("deadlock detected"), our_own = others,
       antes = others;
  warning.severity = "WARNING", others.database = "another", our_own.pid = 4711, antes.application = "ante watch";
  auto ours = error("deadlock detected");
  ours.database = "shop", ours.application = "antelope";
  auto fatal = error("sorry, too many clients already");
  fatal.severity = "FATAL";
  auto lines = meaning_of({warning, others, our_own, antes, ours, fatal});
  ASSERT_EQ(lines.errors.size(), 2u);
  EXPECT_EQ(lines.errors[0].what, "40P01");
  EXPECT_EQ(lines.errors[1].what, "53300");
}

TEST(LogMeaning, OfWhatIsNoSqlNothingIsTaken) {
  auto lines = meaning_of({error("syntax error at or near \"Smith\"", "", "SELECT 1 WHERE name = John Smith")});
  ASSERT_EQ(lines.errors.size(), 1u);
  EXPECT_EQ(lines.errors[0].what, "42601");
  EXPECT_EQ(lines.errors[0].shape, "");
}

TEST(LogMeaning, AStatementThatIsCutOrEndlessHasNoShape) {
  auto cut = error("deadlock detected", "", "SELECT 1");
  cut.is_cut = true;
  auto endless = error("deadlock detected", "", "SELECT " + std::string(100'000, '1'));
  auto lines = meaning_of({cut, endless});
  ASSERT_EQ(lines.errors.size(), 2u);
  EXPECT_EQ(lines.errors[0].shape, "");
  EXPECT_EQ(lines.errors[1].shape, "");
}

LogEntry plan(std::string message) {
  LogEntry entry;
  entry.severity = "LOG", entry.message = std::move(message);
  return entry;
}

TEST(LogMeaning, APlanInTextIsItsNodes) {
  auto lines =
      meaning_of({plan("duration: 4.250 ms  plan:\n"
                       "Query Text: SELECT count(*)\n  FROM bill WHERE note = 'secret  (cost=1'\n"
                       "Query Parameters: $1 = 'secret'\n"
                       "Aggregate  (cost=8.30..8.31 rows=1 width=8)\n"
                       "  ->  Index Scan using bill_buyer_idx on bill b  (cost=0.29..8.30 rows=1 width=0)\n"
                       "        Index Cond: (buyer = 4711)\n"
                       "        Filter: (note = 'secret'::text)\n"
                       "        SubPlan 1\n"
                       "          ->  Seq Scan on other  (cost=0.00..1.05 rows=1 width=4)\n")});
  ASSERT_EQ(lines.plans.size(), 1u);
  EXPECT_EQ(lines.plans[0].shape, "shape of SELECT count(*)\n  FROM bill WHERE note = 'secret  (cost=1'");
  EXPECT_EQ(lines.plans[0].ms, 4.25);
  EXPECT_EQ(lines.plans[0].nodes, (std::vector<std::string>{"Aggregate", "  Index Scan using bill_buyer_idx on bill b",
                                                            "          Seq Scan on other"}));
}

TEST(LogMeaning, APlanInJsonToo) {
  auto lines = meaning_of({plan(R"j(duration: 0.5 ms  plan:
{
  "Query Text": "SELECT 1",
  "Plan": {"Node Type": "Aggregate", "Plans": [
    {"Node Type": "Index Scan", "Index Name": "i", "Relation Name": "bill", "Filter": "(note = 'secret')"}]}
})j"),
                           plan("duration: 0.5 ms  plan:\n{\"Query Text\": \"SELECT 1\", \"Plan\": ["),
                           plan("duration: 0.5 ms  statement: SELECT 1"), plan("duration: x ms  plan:\n")});
  ASSERT_EQ(lines.plans.size(), 1u);
  EXPECT_EQ(lines.plans[0].shape, "shape of SELECT 1");
  EXPECT_EQ(lines.plans[0].nodes, (std::vector<std::string>{"Aggregate", " Index Scan using i on bill"}));
}

}  // namespace
}  // namespace ante::tests
