// What ante.toml asks for before a change is shipped: approvals, and that people are told; and that they are told of
// its end.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "os/folders.h"
#include "ship/plan_text.h"
#include "support/listener.h"
#include "support/private_server.h"
#include "support/run.h"

namespace ante::tests {
namespace {

class ToldAbout : public ::testing::Test {
 protected:
  void SetUp() override {
    run(session_, "CREATE TABLE a (id int)");
    ship::Plan plan{.name = "more", .content = "1", .server = "", .database = "postgres", .verdict = "green"};
    plan.steps = {{.title = "a column",
                   .up = {{"ALTER TABLE a ADD COLUMN more int"}},
                   .down = {{"ALTER TABLE a DROP COLUMN more"}}}};
    write("plan.sql", ship::text_of(plan));
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_.path() / name) << text; }
  std::string url() const {
    return fmt::format("postgresql:///postgres?host={}&user={}", url_encoded(server_.socket().string()),
                       pg::private_superuser);
  }
  Ended ante(const std::string& command, const std::string& options = "") const {
    return run(
        fmt::format("cd '{}' && ante {} -q --database '{}' {}", folder_.path().string(), command, url(), options));
  }
  std::string told() const { return run("cat '" + (folder_.path() / "told").string() + "'").out; }
  bool is_there() {
    return session_.scalar("SELECT count(*) FROM pg_attribute WHERE attrelid = 'a'::regclass AND attname = 'more'") ==
           "1";
  }

  pg::Cluster server_ = private_server();
  pg::Connection session_ = connect(server_);
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("told");
};

constexpr const char* tellers = R"(
[apply]
before = 'echo "$ANTE_EVENT $ANTE_ACTION $ANTE_CHANGE [$ANTE_OUTCOME]" >> told; psql --version > /dev/null'
after = 'echo "$ANTE_EVENT $ANTE_ACTION $ANTE_CHANGE [$ANTE_OUTCOME]" >> told'
)";

TEST_F(ToldAbout, CommandsRunBeforeAndAfterOnTheWayThereAndBack) {
  write("ante.toml", tellers);
  auto ended = ante("apply plan.sql");
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ante("apply plan.sql").code, 0);  // it is there: nobody is told of nothing
  ended = ante("undo");
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(told(),
            "before apply more []\nafter apply more [applied]\nbefore undo more []\nafter undo more [undone]\n");
}

TEST_F(ToldAbout, WhoeverIsToldOfABeginningIsToldOfItsFailure) {
  write("ante.toml", tellers);
  run(session_, "ALTER TABLE a ADD COLUMN more int");
  EXPECT_EQ(ante("apply plan.sql").code, 3);
  EXPECT_EQ(told(), "before apply more []\nafter apply more [failed]\n");
}

TEST_F(ToldAbout, ACommandThatSaysNoEndsItBeforeAnythingIsDone) {
  write("ante.toml", "[apply]\nbefore = 'echo it is Friday; exit 1'\n");
  auto ended = ante("apply plan.sql");
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(contains(ended.err, "it is Friday\n")) << ended.err;
  EXPECT_TRUE(contains(ended.err, "'echo it is Friday; exit 1' ended with exit code 1; nothing was done")) << ended.err;
  EXPECT_FALSE(is_there());
  EXPECT_EQ(session_.scalar("SELECT count(*) FROM ante.change"), "0");
  ended = ante("apply plan.sql", "--override 'agreed with Ann'");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(is_there());
  EXPECT_EQ(ante("undo").code, 1);
  EXPECT_TRUE(is_there());
  EXPECT_EQ(ante("undo", "--override 'it burns'").code, 0);
  EXPECT_FALSE(is_there());
}

TEST_F(ToldAbout, AWebhookGetsWhatWasSaid) {
  Listener listener;
  write("ante.toml", "[apply]\nwebhook = '$ANTE_TEST_HOOK'\n");
  auto ended = run(fmt::format("cd '{}' && export ANTE_TEST_HOOK='{}' && ante apply plan.sql -q --database '{}'",
                               folder_.path().string(), listener.url(), url()));
  ASSERT_EQ(ended.code, 0) << ended.err;
  auto posts = listener.posts();
  ASSERT_EQ(posts.size(), 2u);
  auto first = nlohmann::json::parse(posts[0]), last = nlohmann::json::parse(posts[1]);
  EXPECT_EQ(first.at("event"), "before");
  EXPECT_EQ(first.at("outcome"), "");
  EXPECT_EQ(last.at("outcome"), "applied");
  EXPECT_EQ(last.at("change"), "more");
  EXPECT_TRUE(contains(last.at("text").get<std::string>(), "applied, 1 step")) << last.at("text");
}

TEST_F(ToldAbout, NoWebhookGetsAValueOfARow) {
  Listener listener;
  write("ante.toml", fmt::format("[apply]\nwebhook = '{}'\n", listener.url()));
  run(session_, "INSERT INTO a VALUES (4711), (4711)");
  ship::Plan plan{.name = "a key", .content = "2", .server = "", .database = "postgres", .verdict = "green"};
  plan.steps = {{.title = "a key", .up = {{"CREATE UNIQUE INDEX a_id ON a (id)"}}, .down = {{"DROP INDEX a_id"}}}};
  write("key.sql", ship::text_of(plan));
  auto ended = ante("apply key.sql");
  EXPECT_EQ(ended.code, 3);
  EXPECT_TRUE(contains(ended.err, "in the way: Key (id)=(4711)")) << ended.err;
  ASSERT_EQ(listener.posts().size(), 2u);
  EXPECT_TRUE(contains(listener.posts()[1], "ended before its time")) << listener.posts()[1];
  EXPECT_FALSE(contains(listener.posts()[1], "4711")) << listener.posts()[1];
}

TEST_F(ToldAbout, AWebhookThatCannotBeReachedEndsItBeforeAnythingIsDone) {
  write("ante.toml", "[apply]\nwebhook = '$ANTE_TEST_HOOK'\n");
  auto ended = ante("apply plan.sql");
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(contains(ended.err, "$ANTE_TEST_HOOK, which is not set")) << ended.err;
  Listener listener(500);
  write("ante.toml", fmt::format("[apply]\nwebhook = '{}'\n", listener.url()));
  ended = ante("apply plan.sql");
  EXPECT_EQ(ended.code, 1);
  EXPECT_FALSE(contains(ended.err, "secret")) << ended.err;
  EXPECT_FALSE(is_there());
}

TEST_F(ToldAbout, APlanThatNobodyApprovedIsNotShipped) {
  write("ante.toml", "[apply]\napprovals = 1\n");
  const auto git = [&](const std::string& command) {
    auto ended = run("cd '" + folder_.path().string() +
                     "' && export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a "
                     "GIT_COMMITTER_EMAIL=a@example.org && git " +
                     command);
    ASSERT_EQ(ended.code, 0) << ended.err;
  };
  auto ended = ante("apply plan.sql");
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(contains(ended.err, "an approval needs a git repository")) << ended.err;
  git("init -q -b main . && git add . && git commit -q -m one");
  ended = ante("apply plan.sql");
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(contains(ended.err, "not approved: plan.sql: 0 of 1 approval; commit ")) << ended.err;
  EXPECT_FALSE(is_there());
  git("commit -q --amend -m 'one\n\nReviewed-by: Ann <ann@example.org>'");
  ended = ante("apply plan.sql");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(is_there());
}

}  // namespace
}  // namespace ante::tests
