// A database is watched, and things are done to it: what is seen of that, and what is said of it.
#include "watch/watching.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "os/interrupt.h"
#include "ship/journal_schema.h"
#include "support/private_server.h"

namespace ante::tests {
namespace {

using incident::Event;
using namespace std::chrono_literals;

// Watches from another thread, quickly, until the test has seen enough.
class Watching : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    run(server_,
        "CREATE EXTENSION pg_stat_statements; CREATE TABLE bill (id int PRIMARY KEY, buyer int, note text);"
        "INSERT INTO bill SELECT g, g % 5000, repeat('x', 100) FROM generate_series(1, 50000) g;"
        "CREATE INDEX bill_buyer_idx ON bill (buyer); CREATE TABLE other AS SELECT g AS id FROM generate_series(1, "
        "1000) g;"
        "ANALYZE");
  }
  void TearDown() override {
    busy_ = false;
    threads_.clear();
    is_enough_ = true;
    if (watcher_.joinable()) watcher_.join();
  }

  void begin(const std::filesystem::path& log = {}) {
    watcher_ = std::thread([this, log] {
      watch::Pace pace{.look = 50ms, .count = 200ms, .count_in_doubt = 200ms, .schema = 100ms, .limits = 500ms};
      watch::Sinks sinks;
      sinks.moment = [&](auto& moment) -> Result<void> {
        ++moments_, counts_ += moment.since_counted > 0;
        return is_enough_ ? bad_input("enough") : Result<void>();
      };
      sinks.events = [&](auto& events) -> Result<void> {
        std::lock_guard hold(lock_);
        events_.insert(events_.end(), events.begin(), events.end());
        come_.notify_all();
        return {};
      };
      sinks.interval = [&](auto&, auto&) -> Result<void> {
        ++intervals_;
        return {};
      };
      auto ended = watch::watch(cluster_.target("postgres"), pace, sinks, log);
      if (!ended && ended.error().what != "enough") ADD_FAILURE() << ended.error().what;
    });
  }
  void wait_for(std::atomic<int>& count, int more) {
    for (int from = count, i = 0; count < from + more && i < 12'000; ++i) std::this_thread::sleep_for(10ms);
  }
  // The event of this kind of which something contains the text; within a minute.
  std::optional<Event> event(Event::Kind kind, std::string_view text, std::string_view about = "") {
    std::unique_lock hold(lock_);
    std::optional<Event> found;
    come_.wait_for(hold, 60s, [&] {
      for (auto& one : events_) {
        auto all = one.about + " " + one.says + " " + join(one.shown, " ");
        if (one.kind == kind && contains(all, text) && (about.empty() || one.about == about)) found = one;
      }
      return found.has_value();
    });
    return found;
  }
  // What did it, of what was seen: both are about the same.
  std::optional<Event> seen_and_named(std::string_view wrong, std::string_view cause) {
    auto seen = event(Event::Kind::seen, wrong);
    auto suspect = seen ? event(Event::Kind::suspect, cause, seen->about) : std::nullopt;
    EXPECT_TRUE(suspect) << all_events();
    return suspect;
  }
  // Twelve sessions at once, each at work on it.
  std::vector<pg::Connection> crowd(std::string_view sql) {
    std::vector<pg::Connection> people;
    for (int i = 0; i < 12; ++i) {
      people.push_back(connect(cluster_));
      EXPECT_TRUE(people.back().send(std::string(sql)));
    }
    return people;
  }
  std::string all_events() {
    std::lock_guard hold(lock_);
    std::string all;
    for (auto& one : events_)
      all += fmt::format("{}: {}: {} ({})\n", word(one.kind), one.about, one.says, join(one.shown, "; "));
    return all;
  }
  // An application's query, over and over.
  void traffic(std::string sql) {
    threads_.emplace_back([this, sql = std::move(sql)] {
      auto connection = connect(cluster_);
      while (busy_) {
        if (!connection.execute(sql)) return;
        std::this_thread::sleep_for(1ms);
      }
    });
  }

  pg::Cluster cluster_ =
      private_server(GetParam(), {{"shared_preload_libraries", "pg_stat_statements"}, {"max_connections", "60"}});
  pg::Connection server_ = connect(cluster_);
  std::atomic<bool> busy_ = true, is_enough_ = false;
  std::atomic<int> moments_ = 0, intervals_ = 0, counts_ = 0;
  std::mutex lock_;
  std::condition_variable come_;
  std::vector<Event> events_;
  std::vector<std::jthread> threads_;
  std::thread watcher_;
};
INSTANTIATE_TEST_SUITE_P(On, Watching, testing::ValuesIn(tested_majors()), testing::PrintToStringParamName());

TEST_P(Watching, AQueueForALockIsSeenAndItsHeadIsNamed) {
  begin();
  wait_for(moments_, 2);
  auto holder = connect(cluster_);
  run(holder, "SET application_name = 'report'; BEGIN; SELECT count(*) FROM bill WHERE note = 'a secret'");
  auto deploy = connect(cluster_);
  ASSERT_TRUE(deploy.execute("SET application_name = 'migrate'"));
  ASSERT_TRUE(deploy.send("ALTER TABLE bill ADD COLUMN paid bool"));
  std::vector<pg::Connection> people;
  for (int i = 0; i < 4; ++i) {
    people.push_back(connect(cluster_));
    ASSERT_TRUE(people.back().send("SELECT count(*) FROM bill"));
  }
  auto seen = event(Event::Kind::seen, "in line for public.bill");
  ASSERT_TRUE(seen) << all_events();
  auto suspect = event(Event::Kind::suspect, "ALTER TABLE bill ADD COLUMN paid bool");
  ASSERT_TRUE(suspect) << all_events();
  EXPECT_EQ(suspect->about, fmt::format("lock queue behind {}", holder.backend_pid()));
  EXPECT_TRUE(contains(suspect->says, "migrate")) << suspect->says;
  EXPECT_TRUE(contains(join(suspect->shown, "\n"), fmt::format("pg_cancel_backend({})", deploy.backend_pid())));
  EXPECT_FALSE(contains(all_events(), "a secret")) << all_events();
  EXPECT_TRUE(event(Event::Kind::not_it, "they wait"));
  run(holder, "ROLLBACK");
  EXPECT_TRUE(event(Event::Kind::over, seen->about)) << all_events();
}

TEST_P(Watching, ADroppedIndexIsNamedAndTheRestIsNot) {
  traffic("SELECT count(*) FROM bill WHERE buyer = 7");
  traffic("SELECT count(*) FROM other WHERE id < 10");
  begin();
  wait_for(intervals_, 12);
  run(server_, "DROP INDEX bill_buyer_idx");
  auto suspect = seen_and_named("FROM bill WHERE buyer", "bill_buyer_idx removed");
  ASSERT_TRUE(suspect);
  EXPECT_TRUE(event(Event::Kind::not_it, "the server as a whole")) << all_events();
  run(server_, "CREATE INDEX bill_buyer_idx ON bill (buyer)");
  EXPECT_TRUE(event(Event::Kind::over, suspect->about)) << all_events();
}

TEST_P(Watching, WhoChangedTheSchemaIsSaidWhereTheOwnerWantsThatKnown) {
  run(server_, watch::trigger_sql());
  begin();
  wait_for(moments_, 4);
  auto deploy = connect(cluster_);
  run(deploy, "SET application_name = 'deploy tool'; DROP INDEX bill_buyer_idx");
  auto change = event(Event::Kind::change, "bill_buyer_idx removed");
  ASSERT_TRUE(change) << all_events();
  EXPECT_TRUE(contains(join(change->shown, "\n"), "from deploy tool at ")) << all_events();
  EXPECT_TRUE(contains(join(change->shown, "\n"), ": DROP INDEX public.bill_buyer_idx")) << all_events();
}

// As a step does it: what it changes and that it is done are one transaction.
TEST_P(Watching, WhatIsShippedByAPlanIsSaidToBe) {
  ASSERT_TRUE(ship::make_journal(server_));
  run(server_,
      "INSERT INTO ante.change (name, content, plan_hash, plan, undo_sql, state, verdict, begun_by) "
      "VALUES ('more', '', '', '', '', 'applying', 'green', 'anna')");
  begin();
  wait_for(moments_, 4);
  run(server_,
      "BEGIN; ALTER TABLE bill ADD COLUMN paid bool;"
      "INSERT INTO ante.event (change, step, what, token) VALUES (1, 2, 'up', 1); COMMIT");
  auto change = event(Event::Kind::change, "bill.paid added");
  ASSERT_TRUE(change) << all_events();
  auto shown = join(change->shown, "\n");
  EXPECT_TRUE(contains(shown, "shipped by ante apply, begun by anna at ")) << shown;
  EXPECT_TRUE(contains(shown, ": plan more, step 2")) << shown;
  EXPECT_FALSE(contains(shown, "not known")) << shown;
}

// They belong to no database, and no event trigger hears of them.
TEST_P(Watching, RolesThatComeAreSeenByThemselves) {
  begin();
  wait_for(moments_, 4);
  run(server_, "CREATE ROLE guest LOGIN");
  EXPECT_TRUE(event(Event::Kind::change, "role guest added")) << all_events();
  run(server_, "GRANT guest TO CURRENT_USER");
  EXPECT_TRUE(event(Event::Kind::change, "membership")) << all_events();
}

TEST_P(Watching, ASettingThatTurnsPlansIsNamed) {
  traffic("SELECT count(*) FROM bill WHERE buyer = 7");
  begin();
  wait_for(intervals_, 12);
  for (auto* name : {"enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan"})
    run(server_, fmt::format("ALTER SYSTEM SET {} = off", name));
  run(server_, "ALTER ROLE CURRENT_USER SET my.password = 'a secret'");
  run(server_, "SELECT pg_reload_conf()");
  ASSERT_TRUE(event(Event::Kind::change, "enable_indexscan: on → off")) << all_events();
  auto suspect = event(Event::Kind::suspect, "enable_bitmapscan: on → off");
  ASSERT_TRUE(suspect) << all_events();
  EXPECT_TRUE(event(Event::Kind::change, "my.password of role")) << all_events();
  EXPECT_FALSE(contains(all_events(), "a secret")) << all_events();
}

TEST_P(Watching, AQueryOfANewReleaseIsNamed) {
  traffic("SELECT count(*) FROM other WHERE id < 10");
  begin();
  wait_for(intervals_, 90);
  for (int i = 0; i < 3; ++i) traffic("SELECT buyer, count(*) FROM bill WHERE note LIKE '%secret%' GROUP BY buyer");
  auto change = event(Event::Kind::change, "note LIKE");
  ASSERT_TRUE(change) << all_events();
  auto suspect = event(Event::Kind::suspect, "a new query: «SELECT buyer, count(*)");
  ASSERT_TRUE(suspect) << all_events();
  EXPECT_FALSE(contains(all_events(), "secret")) << all_events();
}

// It has not come to its end once, so that nothing of it is counted.
TEST_P(Watching, AQueryThatNeverEndsIsNamedToo) {
  traffic("SELECT count(*) FROM other WHERE id < 10");
  begin();
  wait_for(moments_, 20);
  wait_for(intervals_, 90);
  auto people = crowd("SELECT max(pg_sleep(500)::text) FROM bill WHERE note <> 'secret'");
  auto suspect = event(Event::Kind::suspect, "a new query: «SELECT max(pg_sleep");
  ASSERT_TRUE(suspect) << all_events();
  EXPECT_EQ(suspect->about, "crowd");
  EXPECT_TRUE(event(Event::Kind::not_it, "a load balancer")) << all_events();
  EXPECT_FALSE(contains(all_events(), "secret")) << all_events();
  run(server_, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT max(pg_sleep%'");
}

// What is no query of an application is none that came with a release.
TEST_P(Watching, ACrowdOfWhatIsNoQueryNamesNone) {
  traffic("SELECT count(*) FROM other WHERE id < 10");
  begin();
  wait_for(moments_, 20);
  wait_for(intervals_, 90);
  auto people = crowd("DO $$ BEGIN PERFORM pg_sleep(500); END $$");
  ASSERT_TRUE(event(Event::Kind::seen, "sessions at work")) << all_events();
  wait_for(intervals_, 10);
  EXPECT_FALSE(contains(all_events(), "a new query")) << all_events();
  run(server_, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DO %'");
}

// Nothing is counted of what fails: what it is shows by its absence.
TEST_P(Watching, WhatIsRefusedIsSeenAndTheChangeIsNamed) {
  for (int i = 0; i < 2; ++i)
    threads_.emplace_back([this] {
      auto connection = connect(cluster_);
      for (; busy_; std::this_thread::sleep_for(10ms)) {
        (void)connection.execute("SELECT note FROM bill WHERE id = 7");
        // A session that does nothing but fail does not tell the server.
        (void)connection.execute("SELECT count(*) FROM other WHERE id < 20");
      }
    });
  traffic("SELECT count(*) FROM other WHERE id < 10");
  begin();
  wait_for(counts_, 12);
  run(server_, "ALTER TABLE bill RENAME COLUMN note TO remark");
  auto suspect = seen_and_named("of all transactions are rolled back", "column public.bill.");
  ASSERT_TRUE(suspect);
  EXPECT_TRUE(contains(join(suspect->shown, "\n"), "«SELECT note FROM bill WHERE id = $1»")) << all_events();
  run(server_, "ALTER TABLE bill RENAME COLUMN remark TO note");
  EXPECT_TRUE(event(Event::Kind::over, suspect->about)) << all_events();
}

// The server's log has its SQLSTATE, or its words, and whose it is.
TEST_P(Watching, AnErrorIsToldFromOthersByTheLogAndTheChangeIsNamed) {
  threads_.emplace_back([this] {
    auto connection = connect(cluster_);
    for (; busy_; std::this_thread::sleep_for(10ms))
      (void)connection.execute("SELECT note FROM bill WHERE id = 7 AND note <> 'secret'");
  });
  begin(cluster_.data().parent_path() / "log");
  wait_for(moments_, 20);
  run(server_, "ALTER TABLE bill DROP COLUMN note");
  auto suspect = seen_and_named("an undefined column (42703)", "column public.bill.note removed");
  ASSERT_TRUE(suspect);
  EXPECT_EQ(suspect->about, "errors 42703");
  EXPECT_TRUE(contains(join(suspect->shown, "\n"), "«SELECT note FROM bill WHERE id = $1 AND note <> $2»"))
      << all_events();
  EXPECT_FALSE(contains(all_events(), "secret")) << all_events();
  run(server_, "ALTER TABLE bill ADD COLUMN note text");
  EXPECT_TRUE(event(Event::Kind::over, suspect->about)) << all_events();
}

TEST_P(Watching, TheLogIsReadOnWhereItsPrefixChanges) {
  begin(cluster_.data().parent_path() / "log");
  wait_for(moments_, 20);
  run(server_, "ALTER SYSTEM SET log_line_prefix = '%e <%p> '");
  run(server_, "SELECT pg_reload_conf()");
  ASSERT_TRUE(event(Event::Kind::change, "log_line_prefix")) << all_events();
  threads_.emplace_back([this] {
    auto connection = connect(cluster_);
    for (; busy_; std::this_thread::sleep_for(10ms)) (void)connection.execute("SELECT 1 FROM nowhere");
  });
  EXPECT_TRUE(event(Event::Kind::seen, "an undefined table (42P01)")) << all_events();
}

TEST_P(Watching, ALogThatIsNamedAndNotThereIsBadInput) {
  auto ended = watch::watch(cluster_.target("postgres"), {.lasts = 100ms}, {}, cluster_.data() / "no.log");
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().exit, Exit::bad_input);
}

TEST_P(Watching, WhatIsQuietSaysNothing) {
  traffic("SELECT count(*) FROM bill WHERE buyer = 7");
  traffic("UPDATE other SET id = id WHERE id = 7");
  begin();
  wait_for(intervals_, 40);
  EXPECT_EQ(all_events(), "");
}

TEST_P(Watching, AnInvalidIndexIsSeenAndGoes) {
  begin();
  wait_for(moments_, 2);
  EXPECT_FALSE(server_.execute("CREATE UNIQUE INDEX CONCURRENTLY bill_once ON bill (buyer)"));
  ASSERT_TRUE(event(Event::Kind::warning, "bill_once is invalid")) << all_events();
  run(server_, "DROP INDEX bill_once");
  EXPECT_TRUE(event(Event::Kind::over, "bill_once")) << all_events();
}

TEST_P(Watching, WhatRunsOutIsWarnedOf) {
  run(server_,
      "CREATE TABLE small (id smallserial PRIMARY KEY); SELECT setval('small_id_seq', 30000);"
      "CREATE TABLE large (id bigserial PRIMARY KEY); SELECT setval('large_id_seq', 3000000000)");
  begin();
  ASSERT_TRUE(event(Event::Kind::warning, "public.small_id_seq has given out 30000 of 32767 numbers")) << all_events();
  EXPECT_FALSE(contains(all_events(), "large_id_seq")) << all_events();
  run(server_, "SELECT setval('small_id_seq', 3)");
  EXPECT_TRUE(event(Event::Kind::over, "sequence public.small_id_seq")) << all_events();
}

TEST_P(Watching, ALostConnectionIsMadeAgainAndSaid) {
  begin();
  wait_for(moments_, 2);
  run(server_, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ante watch'");
  ASSERT_TRUE(event(Event::Kind::gap, "nothing was seen")) << all_events();
  wait_for(moments_, 2);
  EXPECT_FALSE(contains(all_events(), "started anew")) << all_events();
}

TEST_P(Watching, ARestartIsAChange) {
  begin();
  wait_for(moments_, 2);
  ASSERT_TRUE(cluster_.stop());
  ASSERT_TRUE(cluster_.start());
  EXPECT_TRUE(event(Event::Kind::change, "the server was started anew")) << all_events();
}

}  // namespace
}  // namespace ante::tests
