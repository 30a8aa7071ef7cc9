// What git says a folder of migrations held; and what it must not do meanwhile.
#include "cli/since.h"

#include <gtest/gtest.h>

#include <fstream>

#include "os/folders.h"
#include "support/run.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

class FilesSince : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(git("init -q -b main . && mkdir -p db/migrations"));
    write("1_a.sql", "SELECT 1;\n");
    write("2_b.sql", "SELECT 2;\n");
    ASSERT_TRUE(git("add . && git commit -q -m one"));
  }
  bool git(const std::string& command) {
    auto ended = run("cd '" + folder_.path().string() +
                     "' && export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a "
                     "GIT_COMMITTER_EMAIL=a@example.org && git " +
                     command);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.code == 0;
  }
  void write(const std::string& name, std::string_view text) { std::ofstream(migrations() / name) << text; }
  fs::path migrations() { return fs::canonical(folder_.path()) / "db/migrations"; }
  change::Since since(const std::string& revision) {
    auto since = cli::files_since(migrations(), revision);
    EXPECT_TRUE(since) << since.error().what;
    return since ? *since : change::Since{};
  }
  std::string refused(const fs::path& path, const std::string& revision) {
    auto since = cli::files_since(path, revision);
    EXPECT_FALSE(since);
    if (since) return "";
    EXPECT_EQ(since.error().exit, Exit::bad_input);
    return since.error().what;
  }
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("since");
};

TEST_F(FilesSince, ChangedFilesBringTheirOlderText) {
  write("2_b.sql", "SELECT 22;\n");
  write("3_c.sql", "SELECT 3;\n");
  auto files = since("main").files;
  ASSERT_EQ(files.size(), 2u);
  EXPECT_FALSE(files.at(migrations() / "1_a.sql"));
  EXPECT_EQ(files.at(migrations() / "2_b.sql"), "SELECT 2;\n");
}

TEST_F(FilesSince, FileIsComparedWhetherOrNotItIsCommitted) {
  write("3_c.sql", "SELECT 3;\n");
  ASSERT_TRUE(git("add . && git commit -q -m two"));
  EXPECT_EQ(since("main~1").files.size(), 2u);
  EXPECT_EQ(since("main").files.size(), 3u);
}

TEST_F(FilesSince, StrangeNamesAreNamesAndNothingElse) {
  write("4_\n\"ü.sql", "SELECT 4;\n");
  write("-q", "SELECT 5;\n");
  ASSERT_TRUE(git("add . && git commit -q -m two"));
  write("4_\n\"ü.sql", "SELECT 44;\n");
  auto files = since("main").files;
  EXPECT_EQ(files.at(migrations() / "4_\n\"ü.sql"), "SELECT 4;\n");
  EXPECT_TRUE(files.contains(migrations() / "-q"));
}

TEST_F(FilesSince, FolderThatTheRevisionLacksIsNewAsAWhole) {
  fs::create_directory(migrations() / "new");
  auto since = cli::files_since(migrations() / "new", "main");
  ASSERT_TRUE(since) << since.error().what;
  EXPECT_TRUE(since->files.empty());
}

TEST_F(FilesSince, RevisionIsGitsToKnow) {
  for (auto* revision : {"nowhere", "--output=x", "main:db", "", "main\n", "$(touch x)"})
    EXPECT_TRUE(refused(migrations(), revision).starts_with("git knows no revision")) << revision;
  EXPECT_FALSE(fs::exists(migrations() / "x"));
}

TEST_F(FilesSince, RepositorysProgramsAreNotRun) {
  auto mark = folder_.path() / "was-run";
  auto program = "'touch " + mark.string() + "; cat'";
  ASSERT_TRUE(git("config core.pager " + program));
  ASSERT_TRUE(git("config core.fsmonitor " + program));
  ASSERT_TRUE(git("config diff.external " + program));
  ASSERT_TRUE(git("config diff.sql.textconv " + program));
  ASSERT_TRUE(git("config core.hooksPath hooks"));
  std::ofstream(folder_.path() / ".gitattributes") << "*.sql diff=sql\n";
  write("2_b.sql", "SELECT 22;\n");
  fs::remove(mark);
  EXPECT_EQ(since("main").files.size(), 2u);
  EXPECT_FALSE(fs::exists(mark));
}

TEST_F(FilesSince, FolderWithoutARepositoryIsSaid) {
  auto elsewhere = *os::TemporaryFolder::make("elsewhere");
  EXPECT_TRUE(refused(elsewhere.path(), "main").starts_with("a revision needs a git repository"));
  EXPECT_TRUE(refused(elsewhere.path() / "nowhere", "main").starts_with("there is no "));
}

TEST_F(FilesSince, MissingGitIsSaid) {
  std::string path = std::getenv("PATH") ? std::getenv("PATH") : "";
  ::setenv("PATH", "/nowhere", 1);
  EXPECT_TRUE(refused(migrations(), "main").starts_with("a revision needs git"));
  ::setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace ante::tests
