#include "snapshot/log.h"

#include <gtest/gtest.h>

namespace ante::snapshot {
namespace {

std::vector<LoggedStatement> statements(std::string_view log) {
  std::vector<LoggedStatement> found;
  auto read = read_log(log, [&](LoggedStatement statement) { found.push_back(std::move(statement)); });
  EXPECT_TRUE(read);
  return found;
}

constexpr std::string_view csv_start =
    "2026-11-21 06:15:00.123 UTC,\"ann\",\"school\",71,\"[local]\",6560a.47,1,\"SELECT\",2026-11-21 06:14:00 "
    "UTC,3/4,0,LOG,00000,";
constexpr std::string_view csv_end = ",,,,,,,,,\"app\",\"client backend\",,0\n";

std::string csv(std::string_view message) {
  return std::string(csv_start) + std::string(message) + std::string(csv_end);
}

TEST(CsvLog, DurationAndStatementAreOneEntry) {
  auto found = statements(csv("\"duration: 1.250 ms  statement: SELECT \"\"a\"\",\n  'x' FROM t\""));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "SELECT \"a\",\n  'x' FROM t");
  EXPECT_EQ(found[0].duration_ms, 1.25);
  EXPECT_EQ(found[0].user, "ann");
  EXPECT_EQ(found[0].database, "school");
}

TEST(CsvLog, StatementAndDurationApartAreTiedBySession) {
  auto found =
      statements(csv("\"statement: SELECT 1\"") + csv("\"duration: 3.5 ms\"") + csv("\"execute s1: SELECT 2\""));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text, "SELECT 1");
  EXPECT_EQ(found[0].duration_ms, 3.5);
  EXPECT_EQ(found[1].text, "SELECT 2");
  EXPECT_EQ(found[1].duration_ms, -1);
}

TEST(CsvLog, ParsingAndBindingAreNoRuns) {
  auto found = statements(csv("\"duration: 0.1 ms  parse <unnamed>: SELECT 1\"") +
                          csv("\"duration: 0.1 ms  bind <unnamed>: SELECT 1\"") +
                          csv("\"duration: 0.2 ms  execute <unnamed>: SELECT 1\""));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].duration_ms, 0.2);
}

TEST(CsvLog, CutOffRecordIsLeftOut) {
  auto whole = csv("\"duration: 1 ms  statement: SELECT 1\"");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_EQ(statements(whole.substr(0, length)).size(), 0u) << length;
  EXPECT_EQ(statements(whole).size(), 1u);
}

TEST(JsonLog, IsReadLineByLine) {
  auto found = statements(
      "{\"timestamp\":\"2026-11-21 06:15:00.123 "
      "UTC\",\"user\":\"ann\",\"dbname\":\"school\",\"session_id\":\"a.1\",\"error_severity\":\"LOG\",\"message\":"
      "\"duration: 2.5 ms  statement: SELECT\\n 1\"}\n"
      "not json\n[1]\n{\"error_severity\":\"ERROR\",\"message\":\"duration: 1 ms  statement: SELECT 2\"}\n"
      "{\"error_severity\":\"LOG\",\"message\":5}\n{\"error_severity\":\"LOG\",\"mess");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "SELECT\n 1");
  EXPECT_EQ(found[0].user, "ann");
}

TEST(StderrLog, LinesThatGoOnAreIndented) {
  auto found = statements(
      "2026-11-21 06:15:00.123 UTC [71] ann@school LOG:  duration: 1.5 ms  statement: SELECT a\n\tFROM t\n"
      "2026-11-21 06:15:00.123 UTC [71] ann@school DETAIL:  parameters: $1 = 'x'\n"
      "2026-11-21 06:15:01.123 UTC [72]: user=bob,db=shop,app=web LOG:  execute <unnamed>: SELECT 2\n"
      "2026-11-21 06:15:01.124 UTC [72]: user=bob,db=shop,app=web LOG:  duration: 7 ms\n"
      "2026-11-21 06:15:02.124 UTC [73] LOG:  checkpoint starting: time\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text, "SELECT a\nFROM t");
  EXPECT_EQ(found[0].user, "ann");
  EXPECT_EQ(found[0].database, "school");
  EXPECT_EQ(found[1].text, "SELECT 2");
  EXPECT_EQ(found[1].duration_ms, 7);
  EXPECT_EQ(found[1].user, "bob");
}

TEST(CsvLog, OurOwnStatementsAreLeftOut) {
  auto record = csv("\"duration: 1 ms  statement: SELECT 1\"");
  record.replace(record.find("\"app\""), 5, "\"ante capture\"");
  EXPECT_TRUE(statements(record).empty());
}

TEST(Log, CompressedOneIsRefused) {
  EXPECT_FALSE(read_log("\x1f\x8b\x08", [](LoggedStatement) {}));
}

}  // namespace
}  // namespace ante::snapshot
