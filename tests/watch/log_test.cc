// A log that is written, rotated, emptied and flooded, and what is read of it.
#include "watch/log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "os/folders.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;
using watch::FollowedLog;

class FollowingALog : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_.path() / name, std::ios::app) << text;
  }
  void empty(const std::string& name) const { fs::resize_file(folder_.path() / name, 0); }
  // So that it is known which one was written to last.
  void is_old(const std::string& name) const {
    fs::last_write_time(folder_.path() / name, fs::file_time_type::clock::now() - std::chrono::hours(1));
  }
  FollowedLog follow(watch::LogFiles files) const {
    files.folder = folder_.path();
    auto log = FollowedLog::from_its_end(files);
    if (!log) ADD_FAILURE() << log.error().what;
    return std::move(*log);
  }
  FollowedLog follow_one() const { return follow({.folder = {}, .begins = "pg.log", .ends = "", .is_one = true}); }
  FollowedLog follow_all() const { return follow({.folder = {}, .begins = "pg-", .ends = ".log"}); }
  static std::string news(FollowedLog& log, std::size_t at_a_time = 1'000) {
    std::string all;
    for (;;) {
      auto piece = log.next(at_a_time);
      if (!piece) {
        ADD_FAILURE() << piece.error().what;
        return all;
      }
      if (piece->text.empty()) return all;
      EXPECT_LE(piece->text.size(), at_a_time);
      if (!piece->follows) all += "|";
      all += piece->text;
    }
  }

  os::TemporaryFolder folder_ = std::move(*os::TemporaryFolder::make("log"));
};

TEST_F(FollowingALog, WhatWasThereBeforeIsNoNews) {
  write("pg.log", "old\n");
  auto log = follow_one();
  EXPECT_EQ(news(log), "");
  write("pg.log", "half ");
  EXPECT_EQ(news(log), "half ");
  write("pg.log", "a line\n");
  EXPECT_EQ(news(log), "a line\n");
  EXPECT_EQ(news(log), "");
}

TEST_F(FollowingALog, PiecesAreAsSmallAsOneLikes) {
  write("pg.log", "old\n");
  auto log = follow_one();
  write("pg.log", "one\ntwo\nthree\n");
  EXPECT_EQ(news(log, 3), "one\ntwo\nthree\n");
}

TEST_F(FollowingALog, OfARenamedFileTheRestIsReadAndThenTheNewOne) {
  write("pg.log", "old\n");
  auto log = follow_one();
  write("pg.log", "one\n");
  fs::rename(folder_.path() / "pg.log", folder_.path() / "pg.log.1");
  write("pg.log.1", "two\n");
  EXPECT_EQ(news(log), "one\ntwo\n");
  write("pg.log", "three\n");
  EXPECT_EQ(news(log), "|three\n");
  write("pg.log", "four\n");
  EXPECT_EQ(news(log), "four\n");
}

TEST_F(FollowingALog, AFileThatWasEmptiedIsReadFromItsBeginning) {
  write("pg.log", "old and long\n");
  auto log = follow_one();
  empty("pg.log");
  EXPECT_EQ(news(log), "");
  write("pg.log", "new\n");
  EXPECT_EQ(news(log), "new\n");
}

TEST_F(FollowingALog, AlsoWhereItIsLongerThanBeforeWhenOneLooksAgain) {
  write("pg.log", "old\n");
  auto log = follow_one();
  write("pg.log", "one\n");
  EXPECT_EQ(news(log), "one\n");
  empty("pg.log");
  write("pg.log", "much longer than what was there before\n");
  EXPECT_EQ(news(log), "|much longer than what was there before\n");
}

TEST_F(FollowingALog, FilesOfOtherNamesAreReadOneAfterTheOther) {
  write("pg-1.log", "old\n"), is_old("pg-1.log");
  write("pg-2.log", "old too\n");
  auto log = follow_all();
  write("pg-2.log", "one\n");
  write("pg-3.log", "two\n");
  write("pg-4.log", "three\n");
  write("pg-4.csv", "another format\n");
  write("other.log", "another server\n");
  EXPECT_EQ(news(log), "one\n|two\n|three\n");
  fs::remove(folder_.path() / "pg-3.log");
  write("pg-4.log", "four\n");
  EXPECT_EQ(news(log), "four\n");
}

// As with log_filename = 'pg-%a.log' and log_truncate_on_rotation off, or on.
TEST_F(FollowingALog, OfAFileOfLastWeekOnlyWhatIsAddedIsRead) {
  write("pg-Mon.log", "last week\n"), is_old("pg-Mon.log");
  write("pg-Tue.log", "last week, and long\n"), is_old("pg-Tue.log");
  write("pg-Sun.log", "today\n");
  auto log = follow_all();
  write("pg-Mon.log", "one\n");
  EXPECT_EQ(news(log), "|one\n");
  empty("pg-Tue.log");
  write("pg-Tue.log", "two\n");
  EXPECT_EQ(news(log), "|two\n");
}

TEST_F(FollowingALog, WhatIsTooMuchIsSkippedAndSaid) {
  write("pg.log", "old\n");
  auto log = follow_one();
  std::string much(20u << 20, 'x');
  write("pg.log", much);
  auto piece = log.next(1'000);
  ASSERT_TRUE(piece);
  EXPECT_FALSE(piece->follows);
  EXPECT_EQ(piece->skipped, static_cast<std::int64_t>(much.size()) - 1'000);
  EXPECT_EQ(piece->text.size(), 1'000u);
  EXPECT_EQ(news(log), "");
}

TEST_F(FollowingALog, WhereThereIsNoneThatIsSaid) {
  auto log = FollowedLog::from_its_end({.folder = folder_.path(), .begins = "pg.log", .ends = "", .is_one = true});
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().exit, Exit::bad_input);
  EXPECT_FALSE(FollowedLog::from_its_end({.folder = folder_.path() / "none", .begins = "", .ends = ".log"}));
}

TEST_F(FollowingALog, EntriesGoOverRotations) {
  write("pg-1.log", "LOG:  old\n");
  auto log = watch::ServerLog::open({.files = {.folder = folder_.path(), .begins = "pg-", .ends = ".log"}});
  ASSERT_TRUE(log) << log.error().what;
  auto messages = [&] {
    std::string all;
    auto news = log->look();
    if (!news) ADD_FAILURE() << news.error().what;
    for (auto& entry : news->entries) all += entry.message + ";";
    return all;
  };
  write("pg-1.log", "ERROR:  one\nSTATEMENT:  SEL");
  EXPECT_EQ(messages(), "") << "it may go on";
  write("pg-1.log", "ECT 1\n");
  write("pg-2.log", "ERROR:  two\n");
  EXPECT_EQ(messages(), "one;");
  EXPECT_EQ(messages(), "two;") << "nothing more has come";
  EXPECT_EQ(messages(), "");
}

}  // namespace
}  // namespace ante::tests
