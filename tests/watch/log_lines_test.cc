// A server's log, in its three formats, in pieces, and broken.
#include "watch/log_lines.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

using watch::LogEntry;
using watch::LogFormat;
using watch::LogReader;
using namespace std::string_literals;

constexpr const char* plain_prefix = "%m [%p] ";

std::vector<LogEntry> all_of(LogFormat format, std::string_view prefix, std::string_view text, std::size_t piece = 0) {
  LogReader reader(format, prefix);
  std::vector<LogEntry> entries;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    if (piece == 0) piece = text.size();
    for (auto& entry : reader.read(text.substr(at, piece))) entries.push_back(std::move(entry));
  }
  for (auto& entry : reader.rest()) entries.push_back(std::move(entry));
  return entries;
}

constexpr std::string_view two_entries =
    "2026-11-30 12:00:00.123 UTC [4711] ERROR:  column \"note\" does not exist at character 8\n"
    "2026-11-30 12:00:00.123 UTC [4711] HINT:  Perhaps you meant\n\tsomething else.\n"
    "2026-11-30 12:00:00.123 UTC [4711] STATEMENT:  SELECT note\n\t  FROM bill\n\t WHERE id = 7\n"
    "2026-11-30 12:00:01.000 UTC [4712] LOG:  duration: 4.3 ms  plan:\n\tQuery Text: SELECT 1\n\tResult  (cost=0)\n";

TEST(LogLines, AnEntryHasItsMessageAndItsStatementAndNothingElse) {
  auto entries = all_of(LogFormat::text, plain_prefix, two_entries);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].pid, 4711);
  EXPECT_EQ(entries[0].severity, "ERROR");
  EXPECT_EQ(entries[0].sqlstate, "");
  EXPECT_EQ(entries[0].message, "column \"note\" does not exist at character 8");
  EXPECT_EQ(entries[0].statement, "SELECT note\n  FROM bill\n WHERE id = 7");
  EXPECT_EQ(entries[1].message, "duration: 4.3 ms  plan:\nQuery Text: SELECT 1\nResult  (cost=0)");
  EXPECT_EQ(entries[1].statement, "");
}

TEST(LogLines, InWhateverPiecesItComesItIsTheSame) {
  for (std::size_t piece : {1, 2, 7, 40, 1'000}) {
    auto entries = all_of(LogFormat::text, plain_prefix, two_entries, piece);
    ASSERT_EQ(entries.size(), 2u) << piece;
    EXPECT_EQ(entries[0].statement, "SELECT note\n  FROM bill\n WHERE id = 7") << piece;
  }
}

// Whether the last one goes on nobody knows before the next one comes, or nothing does.
TEST(LogLines, TheLastEntryIsKeptUntilItIsWhole) {
  LogReader reader(LogFormat::text, plain_prefix);
  auto border = two_entries.find("2026-11-30 12:00:01");
  EXPECT_TRUE(reader.read(two_entries.substr(0, border)).empty());
  EXPECT_EQ(reader.read(two_entries.substr(border)).size(), 1u);
  EXPECT_EQ(reader.rest().size(), 1u);
  EXPECT_TRUE(reader.rest().empty());
}

TEST(LogLines, ThePrefixIsReadAsItIsSet) {
  struct Case {
    std::string prefix, before;
    int pid;
    std::string sqlstate, database, application;
  };
  for (auto& one : std::vector<Case>{
           {"%m [%p] ", "2026-11-30 12:00:00.123 UTC [4711] ", 4711, "", "", ""},
           {"%t:%r:%u@%d:[%p]: ", "2026-11-30 12:00:00 UTC:10.0.0.7(41234):app@shop:[4711]: ", 4711, "", "shop", ""},
           {"%t:%r:%u@%d:[%p]: ", "2026-11-30 12:00:00 UTC::@:[4711]: ", 4711, "", "", ""},
           {"%m [%p] %q%u@%d %a %e ", "2026-11-30 12:00:00.123 +03 [4711] app@shop my app: ERROR:  42703 ", 4711,
            "42703", "shop", "my app: ERROR:"},
           {"%m [%p] %q%u@%d %e ", "2026-11-30 12:00:00.123 CET [4711] ", 4711, "", "", ""},
           {"%n %c %-8p %5l %e ", "1764504000.123 692c.1267 4711         3 42P01 ", 4711, "42P01", "", ""},
           {"%%%p,%d,%x,%v,%b,", "%4711,[unknown],0,3/12,client backend,", 4711, "", "", ""},
           {"", "", 0, "", "", ""},
           {"< %t >", "< 2026-11-30 12:00:00 UTC >", 0, "", "", ""}}) {
    auto entries = all_of(LogFormat::text, one.prefix, one.before + "ERROR:  it is wrong\n");
    ASSERT_EQ(entries.size(), 1u) << one.prefix;
    EXPECT_EQ(entries[0].message, "it is wrong") << one.prefix;
    EXPECT_EQ(entries[0].pid, one.pid) << one.prefix;
    EXPECT_EQ(entries[0].sqlstate, one.sqlstate) << one.prefix;
    EXPECT_EQ(entries[0].database, one.database) << one.prefix;
    EXPECT_EQ(entries[0].application, one.application) << one.prefix;
  }
}

TEST(LogLines, AnEntryOfAnotherPrefixIsNone) {
  EXPECT_TRUE(all_of(LogFormat::text, "%m [%p] %u@%d ", two_entries).empty());
  EXPECT_TRUE(all_of(LogFormat::text, plain_prefix, "cp: cannot stat 'x': ERROR:  no\n").empty());
}

TEST(LogLines, WhatAProgramSaysInBetweenBelongsToNobody) {
  auto entries = all_of(LogFormat::text, plain_prefix,
                        "2026-11-30 12:00:00.123 UTC [1] ERROR:  one\n"
                        "rsync: something\n\tthat goes on\n"
                        "2026-11-30 12:00:00.123 UTC [2] STATEMENT:  of another process\n"
                        "2026-11-30 12:00:00.123 UTC [1] STATEMENT:  its own\n");
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].message, "one");
  EXPECT_EQ(entries[0].statement, "its own");
}

TEST(LogLines, AVerboseLogHasTheSqlstateBeforeTheMessage) {
  auto entries = all_of(LogFormat::text, plain_prefix,
                        "2026-11-30 12:00:00.123 UTC [1] ERROR:  42P01: relation \"x\" does not exist\n"
                        "2026-11-30 12:00:00.123 UTC [1] LOCATION:  parserOpenTable, parse_relation.c:1381\n");
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].sqlstate, "42P01");
  EXPECT_EQ(entries[0].message, "relation \"x\" does not exist");
}

std::string csv_entry(std::string_view message, std::string_view statement) {
  return "2026-11-30 12:00:00.123 UTC,\"app\",\"shop\",4711,\"10.0.0.7:4\",692c.1267,3,\"SELECT\",2026-11-30 11:00:00 "
         "UTC,3/12,0,ERROR,42703,\"" +
         std::string(message) + "\",,,,,,\"" + std::string(statement) + "\",8,,\"shop app\",\"client backend\",,0\n";
}

TEST(LogLines, ACsvRecordGoesOverLines) {
  auto text = csv_entry("column \"\"note\"\" is\n2026-11-30 not, there", "SELECT note,\n\"\"x\"\" FROM bill") +
              csv_entry("second", "");
  for (std::size_t piece : {1, 3, 64, 10'000}) {
    auto entries = all_of(LogFormat::csv, "", text, piece);
    ASSERT_EQ(entries.size(), 2u) << piece;
    EXPECT_EQ(entries[0].pid, 4711);
    EXPECT_EQ(entries[0].sqlstate, "42703");
    EXPECT_EQ(entries[0].database, "shop");
    EXPECT_EQ(entries[0].application, "shop app");
    EXPECT_EQ(entries[0].message, "column \"note\" is\n2026-11-30 not, there");
    EXPECT_EQ(entries[0].statement, "SELECT note,\n\"x\" FROM bill");
    EXPECT_EQ(entries[1].message, "second");
  }
}

// One begins to read where it ends at that moment, which may be within a record.
TEST(LogLines, HalfARecordIsLeftOutAndTheNextIsRead) {
  auto whole = csv_entry("a \"\"b\"\"\nc", "SELECT 1");
  for (std::size_t from = 1; from < whole.size(); ++from) {
    auto entries = all_of(LogFormat::csv, "", whole.substr(from) + csv_entry("whole", "SELECT 2"));
    ASSERT_FALSE(entries.empty()) << from;
    EXPECT_EQ(entries.back().message, "whole") << from;
  }
}

TEST(LogLines, AJsonEntryIsALine) {
  std::string text =
      R"j({"timestamp":"2026-11-30 12:00:00.123 UTC","user":"app","dbname":"shop","pid":4711,"error_severity":"ERROR",)j"
      R"j("state_code":"23505","message":"duplicate \"key\"\nand more","statement":"INSERT INTO x\nVALUES (1)"})j"
      "\nno json\n[1]\n{\"pid\":\"x\"}\n{\"error_severity\":7}\n";
  for (std::size_t piece : {1, 50, 10'000}) {
    auto entries = all_of(LogFormat::json, "", text, piece);
    ASSERT_EQ(entries.size(), 1u) << piece;
    EXPECT_EQ(entries[0].pid, 4711);
    EXPECT_EQ(entries[0].sqlstate, "23505");
    EXPECT_EQ(entries[0].database, "shop");
    EXPECT_EQ(entries[0].message, "duplicate \"key\"\nand more");
    EXPECT_EQ(entries[0].statement, "INSERT INTO x\nVALUES (1)");
  }
}

TEST(LogLines, WhatIsNoTextBecomesReadable) {
  auto odd = "2026-11-30 12:00:00.123 UTC [1] ERROR:  M\xfcller \0 and so on\n"s;
  auto entries = all_of(LogFormat::text, plain_prefix, odd);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_TRUE(valid_utf8(entries[0].message));
  EXPECT_TRUE(entries[0].message.starts_with("M?ller ")) << entries[0].message;
  auto json = all_of(LogFormat::json, "", "{\"error_severity\":\"ERROR\",\"message\":\"M\xfcller\"}\n");
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0].message, "M?ller");
  auto csv = all_of(LogFormat::csv, "", csv_entry("M\xfcller", ""));
  ASSERT_EQ(csv.size(), 1u);
  EXPECT_EQ(csv[0].message, "M?ller");
}

TEST(LogLines, WhatIsTooLongIsLeftOutAndTheRestIsRead) {
  auto good = "2026-11-30 12:00:00.123 UTC [1] ERROR:  good\n";
  for (auto format : {LogFormat::text, LogFormat::json, LogFormat::csv}) {
    LogReader reader(format, plain_prefix);
    for (int i = 0; i < 64; ++i) EXPECT_TRUE(reader.read(std::string(1u << 16, 'x')).empty());
    auto next = format == LogFormat::text   ? std::string(good)
                : format == LogFormat::json ? std::string("{\"error_severity\":\"ERROR\",\"message\":\"good\"}\n")
                                            : csv_entry("good", "");
    auto entries = reader.read("\n" + next);
    for (auto& entry : reader.rest()) entries.push_back(entry);
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].message, "good");
  }
  std::string many =
      "2026-11-30 12:00:00.123 UTC [1] ERROR:  one\n2026-11-30 12:00:00.123 UTC [1] STATEMENT:  SELECT\n";
  for (int i = 0; i < 5'000; ++i) many += "\t" + std::string(100, 'y') + "\n";
  auto entries = all_of(LogFormat::text, plain_prefix, many + good);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_TRUE(entries[0].is_cut);
  EXPECT_LT(entries[0].statement.size(), 300'000u);
  EXPECT_FALSE(entries[1].is_cut);
}

// A name that is made so that the prefix could be read in very many ways.
TEST(LogLines, AHostileNameTakesNoTime) {
  std::string name;
  for (int i = 0; i < 500; ++i) name += "@:[1]: ";
  auto text = "2026-11-30 12:00:00 UTC:" + name + "@shop:[x]: ERROR: no\n";
  for (int i = 0; i < 6; ++i) text += text;
  EXPECT_TRUE(all_of(LogFormat::text, "%t:%r:%u@%d:%a:[%p]: ", text).empty());
}

TEST(LogLines, WhatWasBegunIsForgottenWhereSomethingWasSkipped) {
  LogReader reader(LogFormat::text, plain_prefix);
  (void)reader.read("2026-11-30 12:00:00.123 UTC [1] ERROR:  begun\n2026-11-30 12:00");
  reader.forget();
  EXPECT_TRUE(reader.read("half a line\n").empty());
  EXPECT_TRUE(reader.rest().empty());
}

}  // namespace
}  // namespace ante::tests
