// Who gets through the door to a private server, and that everything passes as if there were none.
#include "pg/door.h"

#include <algorithm>

#include "base/text.h"
#include "support/private_server.h"

namespace ante::pg {
namespace {

class ADoor : public testing::Test {
 protected:
  ADoor() : cluster_(tests::private_server(15)) {
    auto server = tests::connect(cluster_);
    tests::run(server, "CREATE ROLE app LOGIN; CREATE ROLE other LOGIN; CREATE TABLE t (a int); GRANT ALL ON t TO app");
    door_ = Door::open(cluster_, "postgres", "app").value();
  }
  Target target(const std::string& user = "app", const std::string& database = "postgres") const {
    return {"",
            {{"host", "127.0.0.1"},
             {"port", std::to_string(door_->port())},
             {"user", user},
             {"dbname", database},
             {"password", door_->password()}}};
  }

  Cluster cluster_;
  std::optional<Door> door_;
};

TEST_F(ADoor, IsFoundThroughTheEnvironment) {
  auto environment = door_->environment();
  auto url = std::ranges::find_if(environment, [](auto& entry) { return entry.starts_with("DATABASE_URL="); });
  ASSERT_NE(url, environment.end());
  auto session = Connection::open({url->substr(std::string_view("DATABASE_URL=").size())});
  ASSERT_TRUE(session) << session.error().what;
  EXPECT_EQ(session->scalar("SELECT current_user || current_database()").value(), "apppostgres");
}

TEST_F(ADoor, LetsNobodyElseIn) {
  auto wrong = target();
  wrong.overrides.back().second = "guessed";
  for (auto& [tried, why] : {std::pair{wrong, "password"},
                             {target("other"), "\"app\""},
                             {target(private_superuser), "\"app\""},
                             {target("app", "template1"), "\"postgres\""}}) {
    auto session = Connection::open(tried);
    ASSERT_FALSE(session);
    EXPECT_TRUE(contains(session.error().what, why)) << session.error().what;
    EXPECT_FALSE(contains(session.error().what, door_->password()));
  }
  auto overheard = door_->close();
  EXPECT_TRUE(overheard.sessions.empty());
  EXPECT_TRUE(contains(overheard.turned_away, "template1"));
}

TEST_F(ADoor, ManyTalkAtOnceAndMuchPasses) {
  std::vector<Connection> sessions;
  for (int i = 0; i < 8; ++i) sessions.push_back(Connection::open(target()).value());
  for (auto& session : sessions) ASSERT_TRUE(session.send("SELECT repeat('x', 3000000)"));
  for (auto& session : sessions) EXPECT_EQ(session.finish().value().text(0, 0).size(), 3'000'000u);
  int left = 200'000;
  auto copied = sessions[0].copy_in("COPY t FROM stdin", [&](std::vector<Value>& row) {
    row.push_back(std::to_string(left));
    return left-- > 0;
  });
  ASSERT_TRUE(copied) << copied.error().what;
  EXPECT_EQ(sessions[1].scalar("SELECT count(*) FROM t").value(), "200000");
  sessions.clear();
  auto overheard = door_->close();
  EXPECT_EQ(overheard.sessions.size(), 8u);
  auto copy = std::ranges::find_if(overheard.exchanges, [](auto& exchange) {
    return !exchange.asked.empty() && exchange.asked[0].sql == "COPY t FROM stdin";
  });
  ASSERT_NE(copy, overheard.exchanges.end());
  EXPECT_EQ(std::ranges::count(copy->asked[0].copied.at(0), '\n'), 200'000);
}

TEST_F(ADoor, CancellationGoesThrough) {
  auto session = Connection::open(target()).value();
  ASSERT_TRUE(session.send("SELECT pg_sleep(100)"));
  // One that comes before the statement cancels nothing.
  for (bool ended = false; !ended;) {
    session.cancel();
    ended = session.ready(Millis(100)).value_or(true);
  }
  auto ended = session.finish();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().sqlstate, "57014");
}

TEST_F(ADoor, WhoIsStillThereIsShownOut) {
  auto session = Connection::open(target()).value();
  tests::run(session, "BEGIN; LOCK t");
  auto overheard = door_->close();
  EXPECT_FALSE(session.execute("SELECT 1"));
  EXPECT_EQ(overheard.exchanges.back().after, 'X');
  EXPECT_FALSE(Connection::open(target()));
}

}  // namespace
}  // namespace ante::pg
