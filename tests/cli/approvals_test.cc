// Who has approved a change, as git's commits say.
#include "cli/approvals.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "os/folders.h"
#include "support/run.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

class Approvals : public ::testing::Test {
 protected:
  void SetUp() override {
    git("init -q -b main .");
    commit("0_first.sql", "SELECT 0;", "first");
  }
  void git(const std::string& command) const { git_in(folder_.path(), command); }
  static void git_in(const fs::path& folder, const std::string& command) {
    auto ended = run("cd '" + folder.string() +
                     "' && export GIT_AUTHOR_NAME=Writer GIT_AUTHOR_EMAIL=writer@example.org GIT_COMMITTER_NAME=Writer "
                     "GIT_COMMITTER_EMAIL=writer@example.org && git " +
                     command);
    ASSERT_EQ(ended.code, 0) << ended.err;
  }
  void write(const std::string& name, std::string_view text) const { std::ofstream(folder_.path() / name) << text; }
  // Each trailer on a line of its own.
  void commit(const std::string& name, const std::string& text, const std::string& message) const {
    write(name, text);
    std::ofstream(folder_.path() / ".git/message") << message << "\n";
    git("add . && git commit -q -F .git/message");
  }
  std::string lacking(const cli::Approval& approval = {.needed = 1}, const std::string& name = "1.sql") {
    auto found = cli::lacking_approval({folder_.path() / name}, approval);
    EXPECT_TRUE(found) << found.error().what;
    if (!found || found->empty()) return "";
    EXPECT_TRUE(found->front().starts_with((folder_.path() / name).string() + ": ")) << found->front();
    return found->front().substr((folder_.path() / name).string().size() + 2);
  }
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("approvals");
};

TEST_F(Approvals, WhatNobodyHasApprovedSaysSo) {
  commit("1.sql", "SELECT 1;", "one");
  auto says = lacking();
  EXPECT_TRUE(says.starts_with("0 of 1 approval; commit ")) << says;
  EXPECT_TRUE(says.ends_with(" is by Writer <writer@example.org>")) << says;
}

TEST_F(Approvals, EachTrailerThatIsAskedForCounts) {
  for (auto* trailer : {"Approved-by", "Reviewed-by", "Signed-off-by"}) {
    commit("1.sql", trailer, fmt::format("one\n\n{}: Ann <ann@example.org>", trailer));
    EXPECT_EQ(lacking(), "") << trailer;
  }
  EXPECT_NE(lacking({.needed = 1, .trailers = {"Approved-by"}}), "");
}

TEST_F(Approvals, WhoWroteItOrHelpedDoesNotApproveIt) {
  commit("1.sql", "SELECT 1;",
         "one\n\nSigned-off-by: The writer <Writer@example.org>\nReviewed-by: Bo <bo@example.org>\nCo-authored-by: Bo "
         "<bo@example.org>");
  EXPECT_TRUE(lacking().starts_with("0 of 1 approval;"));
}

TEST_F(Approvals, OnePersonIsOneApprovalInHoweverManyTrailers) {
  commit("1.sql", "SELECT 1;",
         "one\n\nSigned-off-by: Ann <ann@example.org>\nReviewed-by: Ann A. <ANN@example.org>\nReviewed-by: Bo "
         "<bo@example.org>");
  EXPECT_EQ(lacking({.needed = 2}), "");
  EXPECT_TRUE(lacking({.needed = 3}).starts_with("2 of 3 approvals (ann@example.org, bo@example.org);"));
}

TEST_F(Approvals, OnlyThosePeopleCountWhoAreNamed) {
  commit("1.sql", "SELECT 1;", "one\n\nReviewed-by: Ann <ann@example.org>");
  EXPECT_EQ(lacking({.needed = 1, .by = {"Ann@example.org"}}), "");
  EXPECT_EQ(lacking({.needed = 1, .by = {"Whoever <ann@example.org>"}}), "");
  EXPECT_NE(lacking({.needed = 1, .by = {"bo@example.org"}}), "");
}

TEST_F(Approvals, WhatWasChangedSinceIsNotWhatWasApproved) {
  commit("1.sql", "SELECT 1;", "one\n\nReviewed-by: Ann <ann@example.org>");
  write("1.sql", "SELECT 2;");
  EXPECT_EQ(lacking(), "it is not as it was committed");
  git("add 1.sql");
  EXPECT_EQ(lacking(), "it is not as it was committed");
  commit("1.sql", "SELECT 2;", "two");
  EXPECT_TRUE(lacking().starts_with("0 of 1 approval;"));
  write("new.sql", "SELECT 1;");
  EXPECT_EQ(lacking({.needed = 1}, "new.sql"), "it is in no commit");
}

TEST_F(Approvals, TheMergeThatBroughtItSpeaksForIt) {
  git("checkout -q -b topic");
  commit("1.sql", "SELECT 1;", "one");
  git("checkout -q main");
  commit("2.sql", "SELECT 2;", "two");
  git("merge -q --no-ff -m 'Merge topic\n\nReviewed-by: Ann <ann@example.org>' topic");
  EXPECT_EQ(lacking(), "");
}

TEST_F(Approvals, AMergeOfSomethingElseDoesNot) {
  git("checkout -q -b topic");
  commit("1.sql", "SELECT 1;", "one");
  git("checkout -q main");
  commit("2.sql", "SELECT 2;", "two");
  git("branch other");
  git("merge -q --no-ff -m 'Merge topic' topic");
  git("checkout -q other");
  commit("3.sql", "SELECT 3;", "three");
  git("checkout -q main");
  git("merge -q --no-ff -m 'Merge other\n\nReviewed-by: Ann <ann@example.org>' other");
  EXPECT_TRUE(lacking().starts_with("0 of 1 approval;"));
  EXPECT_EQ(lacking({.needed = 1}, "3.sql"), "");
  commit("4.sql", "SELECT 4;", "four");
  git("checkout -q -b last");
  commit("5.sql", "SELECT 5;", "five");
  git("checkout -q main");
  git("merge -q --no-ff -m 'Merge last\n\nReviewed-by: Ann <ann@example.org>' last");
  EXPECT_TRUE(lacking({.needed = 1}, "4.sql").starts_with("0 of 1 approval;"));
}

TEST_F(Approvals, InAShallowCloneNothingCanBeSeen) {
  commit("1.sql", "SELECT 1;", "one");
  commit("2.sql", "SELECT 2;", "two\n\nReviewed-by: Ann <ann@example.org>");
  auto other = *os::TemporaryFolder::make("approvals");
  git_in(other.path(), "clone -q --depth 1 'file://" + folder_.path().string() + "' here");
  auto found = cli::lacking_approval({other.path() / "here/1.sql"}, {.needed = 1});
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().what.starts_with("the clone is shallow")) << found.error().what;
  EXPECT_FALSE(cli::lacking_approval({other.path() / "nothing.sql"}, {.needed = 1}));
}

}  // namespace
}  // namespace ante::tests
