// ante diff: each kind of side, what it prints, and what it refuses.
#include <fmt/format.h>

#include <fstream>

#include "base/text.h"
#include "os/folders.h"
#include "support/private_server.h"
#include "support/run.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

class Diff : public ::testing::Test {
 protected:
  void SetUp() override {
    run(session_, "CREATE DATABASE old; ");
    run(session_, "CREATE DATABASE new");
    auto old = connect(server_, "old"), now = connect(server_, "new");
    run(old, "CREATE TABLE orders (id int, note text)");
    run(now, "CREATE TABLE orders (id bigint)");
    fs::create_directory(folder_.path() / "migrations");
    std::ofstream(folder_.path() / "migrations/1_orders.sql") << "CREATE TABLE orders (id int, note text);\n";
  }
  std::string url(const std::string& database) const {
    return fmt::format("postgresql:///{}?host={}&user={}", database, url_encoded(server_.socket().string()),
                       pg::private_superuser);
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  Ended diff(const std::string& from, const std::string& to, const std::string& options = "") const {
    return run(fmt::format("ante diff -q {} '{}' '{}'", options, from, to));
  }

  pg::Cluster server_ = private_server();
  pg::Connection session_ = connect(server_);
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("diff");
};

TEST_F(Diff, OfTwoDatabasesSaysWhatDiffersAndWhatIsLost) {
  const auto ended = diff(url("old"), url("new"));
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_EQ(ended.out,
            "column public.orders.note removed\n"
            "column public.orders.id: type integer → bigint\n"
            "the way there destroys the values of public.orders.note\n");
}

TEST_F(Diff, AsSqlIsAScriptThatSaysWhatItDestroys) {
  const auto ended = diff(url("old"), url("new"), "--sql");
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_TRUE(contains(ended.out,
                       "BEGIN;\n-- destroys the values of public.orders.note\nALTER TABLE public.orders DROP COLUMN "
                       "note;\nALTER TABLE public.orders ALTER COLUMN id TYPE bigint;\nCOMMIT;\n"))
      << ended.out;
}

TEST_F(Diff, AsJsonHoldsBoth) {
  const auto ended = diff(url("old"), url("new"), "--json");
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_TRUE(contains(ended.out, "\"same\": false")) << ended.out;
  EXPECT_TRUE(contains(ended.out, "\"loses\": \"the values of public.orders.note\"")) << ended.out;
}

TEST_F(Diff, OfASnapshotAndItsSourceIsNothing) {
  const auto captured = run(fmt::format("ante capture -q '{}' -o '{}'", url("old"), path("old.ante")));
  ASSERT_EQ(captured.code, 0) << captured.err;
  const auto ended = diff(path("old.ante"), url("old"));
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST_F(Diff, OfAFolderOfMigrationsAndADatabaseIsWhatTheFolderDoesNotMake) {
  const auto same = diff(path("migrations"), url("old"));
  EXPECT_EQ(same.code, 0) << same.out << same.err;
  const auto ended = diff(path("migrations"), url("new"));
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_TRUE(contains(ended.out, "column public.orders.note removed\n")) << ended.out;
}

TEST_F(Diff, OfARevisionAndAFolderIsWhatWasAdded) {
  const auto git = run("cd '" + folder_.path().string() +
                       "' && export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a "
                       "GIT_COMMITTER_EMAIL=a@example.org && git init -q . && git add . && git commit -q -m one");
  ASSERT_EQ(git.code, 0) << git.err;
  std::ofstream(folder_.path() / "migrations/2_more.sql") << "ALTER TABLE orders ADD more int;\n";
  const auto ended = diff("HEAD:" + path("migrations"), path("migrations"));
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_EQ(ended.out, "column public.orders.more added\n");
}

TEST_F(Diff, OfWhatIsNoSnapshotIsRefused) {
  std::ofstream(folder_.path() / "no.ante") << "nothing";
  const auto ended = diff(path("no.ante"), url("old"));
  EXPECT_EQ(ended.code, 2) << ended.err;
  EXPECT_TRUE(contains(ended.err, "no.ante")) << ended.err;
}

TEST_F(Diff, OfWhatIsNotThereIsRefused) {
  EXPECT_EQ(diff(path("nowhere"), url("old")).code, 2);
  EXPECT_EQ(diff("HEAD:" + path("migrations"), url("old")).code, 2);
}

TEST_F(Diff, OfAFolderWithoutMigrationsIsRefused) {
  fs::create_directory(folder_.path() / "empty");
  const auto ended = diff(path("empty"), url("old"));
  EXPECT_EQ(ended.code, 2) << ended.err;
}

TEST_F(Diff, WhereNobodyAnswersIsUndecided) {
  const auto ended = diff("postgresql://nobody@127.0.0.1:1/none", url("old"));
  EXPECT_EQ(ended.code, 3) << ended.err;
}

TEST_F(Diff, OfMigrationsThatDoNotRunIsUndecided) {
  std::ofstream(folder_.path() / "migrations/2_wrong.sql") << "ALTER TABLE nowhere ADD more int;\n";
  const auto ended = diff(path("migrations"), url("old"));
  EXPECT_EQ(ended.code, 3) << ended.err;
  EXPECT_TRUE(contains(ended.err, "2_wrong.sql:1")) << ended.err;
}

}  // namespace
}  // namespace ante::tests
