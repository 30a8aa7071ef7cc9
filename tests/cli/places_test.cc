// Files are named as seen from the working folder, in the findings and in what they are about.
#include "cli/places.h"

#include <gtest/gtest.h>

#include <fstream>

#include "os/folders.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

class Places : public ::testing::Test {
 protected:
  Places() : before_(fs::current_path()), folder_(os::TemporaryFolder::make("places")) {
    EXPECT_TRUE(folder_);
    fs::create_directories(folder_->path() / "here/db/one");
    fs::create_directories(folder_->path() / "here/queries");
    std::ofstream(folder_->path() / "here/queries/1.sql") << "SELECT 1";
    fs::current_path(folder_->path() / "here");

    rehearse::StatementOutcome statement;
    statement.migration = "1";
    statement.step = {.sql = "DROP TABLE a", .file = "1.sql", .line = 7};
    rehearsal_.statements.push_back(statement);
    rehearsal_.new_queries.push_back({.place = "1.sql:7", .text = "SELECT 1"});
    rehearsal_.return_trips.push_back({.migration = "1", .failed_at = {.sql = "", .file = "1.down.sql", .line = 2}});
    for (auto& [place, text] : std::vector<std::pair<std::string, std::string>>{
             {"1.sql:7", "DROP TABLE a"}, {"1.sql:7", "SELECT 1"}, {"1.down.sql:2", ""}, {"1", ""}, {"", ""}})
      verdict_.findings.push_back({.kind = "", .place = place, .statement = text, .says = ""});
  }
  ~Places() override { fs::current_path(before_); }
  std::vector<std::string> places_with(const fs::path& change) {
    cli::name_files_from_here(rehearsal_, verdict_, change, {"queries"});
    std::vector<std::string> places;
    for (auto& finding : verdict_.findings) places.push_back(finding.place);
    return places;
  }

  fs::path before_;
  Result<os::TemporaryFolder> folder_;
  rehearse::Rehearsal rehearsal_;
  judge::Verdict verdict_;
};

TEST_F(Places, AreSeenFromTheWorkingFolder) {
  EXPECT_EQ(places_with("db/one/../one"),
            (std::vector<std::string>{"db/one/1.sql:7", "queries/1.sql:7", "db/one/1.down.sql:2", "1", ""}));
  EXPECT_EQ(rehearsal_.statements[0].step.file, "db/one/1.sql");
  EXPECT_EQ(rehearsal_.new_queries[0].place, "queries/1.sql:7");
}

TEST_F(Places, OfAFileAreThatFile) { EXPECT_EQ(places_with("db/one.sql")[0], "db/1.sql:7"); }

TEST_F(Places, BelowTheWorkingFolderAreTheSameHoweverTheFolderIsNamed) {
  EXPECT_EQ(places_with(fs::current_path() / "db/one")[0], "db/one/1.sql:7");
}

TEST_F(Places, OutsideOfTheWorkingFolderAreWhole) {
  auto outside = (fs::current_path().parent_path() / "1.sql").string();
  EXPECT_EQ(places_with("..")[0], outside + ":7");
}

}  // namespace
}  // namespace ante::tests
