// ante watch, incident and report as people call them: what is seen is kept, and told from again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "base/text.h"
#include "os/folders.h"
#include "support/private_server.h"
#include "support/run.h"

namespace ante::tests {
namespace {

class WatchCommand : public testing::Test {
 protected:
  explicit WatchCommand(std::map<std::string, std::string> settings = {}) : cluster_(private_server(15, settings)) {}
  std::string address() const {
    return fmt::format("'postgresql://{}@/postgres?host={}'", pg::private_superuser, cluster_.socket().string());
  }
  // A table that a transaction has locked, and four who wait for it.
  void make_a_queue() {
    tests::run(holder_, "CREATE TABLE bill (id int)");
    tests::run(holder_, "BEGIN; LOCK bill");
    for (int i = 0; i < 4; ++i) {
      people_.push_back(connect(cluster_));
      ASSERT_TRUE(people_.back().send("SELECT count(*) FROM bill WHERE id = 4711"));
    }
  }
  pg::Cluster cluster_;
  pg::Connection holder_ = connect(cluster_);
  std::vector<pg::Connection> people_;
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("watch");
  std::string store_ = (folder_.path() / "shop.sqlite").string();
};

TEST_F(WatchCommand, OnceSaysThatNothingIsWrongAndKeepsNothing) {
  auto ended = run(fmt::format("ante watch --once --store {} --database {}", store_, address()));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(contains(ended.err, "nothing is wrong now")) << ended.err;
  EXPECT_TRUE(contains(ended.err, "CREATE EXTENSION pg_stat_statements")) << ended.err;
  EXPECT_FALSE(std::filesystem::exists(store_));
}

TEST_F(WatchCommand, AnIncidentIsKeptNotedAndWrittenUp) {
  make_a_queue();
  auto watched = run(fmt::format("ante watch --for 4s --store {} --database {}", store_, address()));
  EXPECT_EQ(watched.code, 1) << watched.err;
  EXPECT_TRUE(contains(watched.out, "4 sessions in line for public.bill")) << watched.out;
  EXPECT_TRUE(contains(watched.out, "LOCK")) << watched.out;
  EXPECT_FALSE(contains(watched.out, "4711")) << watched.out;

  auto listed = run("ante incident --store " + store_);
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_TRUE(contains(listed.out, "not over")) << listed.out;
  auto noted = run(fmt::format("ante incident note 'Anna | has been *called*' --by ben --store {}", store_));
  EXPECT_EQ(noted.code, 0) << noted.err;
  auto shown = run("ante incident show --store " + store_);
  EXPECT_TRUE(contains(shown.out, "has been *called*")) << shown.out;

  auto page = folder_.path() / "report.md";
  auto report = fmt::format("ante report --store {} -o {}", store_, page.string());
  auto written = run(report);
  EXPECT_EQ(written.code, 0) << written.err;
  auto text = *os::read_file(page);
  for (auto* part : {"# 4 sessions in line for public.bill", "## Summary", "## Timeline", "## Root cause",
                     "## Misleading paths", "Database postgres", "Anna \\| has been \\*called\\*", "ben", "not yet"})
    EXPECT_TRUE(contains(text, part)) << part << " in\n" << text;
  // Every line that states a fact has the number of an event.
  for (auto& line : split(text, '\n'))
    if (line.starts_with("- ")) {
      EXPECT_TRUE(contains(line, " [")) << line;
    }
  auto again = run(report);
  EXPECT_EQ(again.code, 2);
  EXPECT_TRUE(contains(again.err, "there already")) << again.err;
}

TEST_F(WatchCommand, WhatWasSaidIsKeptThoughItIsKilled) {
  make_a_queue();
  auto killed = run(fmt::format(
      "ante watch -q --store {} --database {} > {}/out & p=$!; for i in $(seq 300); do grep -q seen {}/out && "
      "break; sleep 0.1; done; kill -9 $p; wait $p",
      store_, address(), folder_.path().string(), folder_.path().string()));
  EXPECT_EQ(killed.code, 128 + 9) << killed.err;
  auto shown = run("ante incident show 1 --store " + store_);
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_TRUE(contains(shown.out, "4 sessions in line for public.bill")) << shown.out;
  EXPECT_TRUE(contains(run("ante incident --store " + store_).out, "not over"));
  // Nobody stands in line any more, and nobody saw them go.
  tests::run(holder_, "ROLLBACK");
  auto goes_on = run(fmt::format("ante watch --for 1s -q --store {} --database {}", store_, address()));
  EXPECT_EQ(goes_on.code, 0) << goes_on.out << goes_on.err;
  shown = run("ante incident show 1 --store " + store_);
  EXPECT_TRUE(contains(shown.out, "nobody watched for")) << shown.out;
  EXPECT_FALSE(contains(run("ante incident --store " + store_).out, "not over"));
}

TEST_F(WatchCommand, PeopleAreToldOfAnIncidentAndThatItIsOver) {
  make_a_queue();
  auto told = folder_.path() / "told";
  auto watched = run(
      fmt::format("ante watch --for 60s -q --store {0} --database {1} --alert 'command=echo \"$ANTE_EVENT $ANTE_SAYS\" "
                  ">>{2}' & w=$!; "
                  "for i in $(seq 300); do grep -q explained {2} && break; sleep 0.1; done; psql -qAt {1} -c 'SELECT "
                  "pg_terminate_backend({3})'; for i in $(seq 300); do grep -q resolved {2} && break; sleep 0.1; done; "
                  "kill -INT $w; wait $w",
                  store_, address(), told.string(), holder_.backend_pid()));
  auto text = os::read_file(told).value_or("");
  EXPECT_TRUE(text.starts_with("opened 4 sessions in line for public.bill")) << text << watched.err;
  EXPECT_TRUE(contains(text, "explained 4 sessions")) << text;
  EXPECT_TRUE(contains(text, "resolved 4 sessions")) << text;
  EXPECT_EQ(run(fmt::format("ante watch --once --alert slack=http://x --database {}", address())).code, 2);
  EXPECT_EQ(run(fmt::format("ante watch --for 1s --alert pigeon=grey --database {}", address())).code, 2);
}

TEST_F(WatchCommand, PrometheusFindsWhatItKnows) {
  make_a_queue();
  auto watched = run(fmt::format(
      "ante watch --for 20s --store {0} --database {1} --metrics 127.0.0.1:0 2>{2}/err >{2}/out & w=$!; "
      "for i in $(seq 150); do grep -q seen {2}/out && break; sleep 0.1; done; "
      "bash -c 'exec 3<>/dev/tcp/127.0.0.1/'$(sed -n 's|.*finds it at http://127.0.0.1:\\([0-9]*\\)/metrics|\\1|p' "
      "{2}/err)'; printf \"GET /metrics HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3'; kill -INT $w; wait $w",
      store_, address(), folder_.path().string()));
  EXPECT_TRUE(contains(watched.out, "ante_troubles{database=\"postgres\"")) << watched.out << watched.err;
  EXPECT_TRUE(contains(watched.out, "kind=\"lock queue\"} 1\n")) << watched.out;
  EXPECT_TRUE(contains(watched.out, "state=\"waiting for a lock\"} 4\n")) << watched.out;
  EXPECT_EQ(run(fmt::format("ante watch --for 1s --metrics nowhere --database {}", address())).code, 2);
}

TEST_F(WatchCommand, PeopleOpenAnIncidentAndSayAfterwardsWhatTheyKnow) {
  ASSERT_EQ(run(fmt::format("ante watch --for 1s -q --store {} --database {}", store_, address())).code, 0);
  auto say = [&](const std::string& words) {
    return run(fmt::format("ante incident {} --by ben --store {}", words, store_));
  };
  EXPECT_EQ(say("open 'nobody can check out' --at '2026-11-30 12:00'").code, 0);
  EXPECT_EQ(say("close --at '2026-11-30 12:40:10'").code, 0);
  EXPECT_EQ(say("note 'the cache was emptied' --at '2026-11-30T12:10:00Z'").code, 0);
  auto shown = say("show 1").out;
  EXPECT_TRUE(contains(shown, "nobody can check out") && contains(shown, "the cache was emptied")) << shown;
  EXPECT_LT(shown.find("12:10:00"), shown.find("12:40:10")) << shown;
  EXPECT_TRUE(contains(say("list").out, "2410 s") || contains(say("list").out, "40 min")) << say("list").out;
  EXPECT_EQ(say("note x --at noon").code, 2);
  EXPECT_EQ(say("open").code, 2);
}

class CountingServer : public WatchCommand {
 protected:
  CountingServer() : WatchCommand({{"shared_preload_libraries", "pg_stat_statements"}}) {}
};

// The one change is tried alone: it turns the plan, and another one at the same time does not.
TEST_F(CountingServer, AGhostSaysWhetherAChangeDidIt) {
  tests::run(holder_,
             "CREATE EXTENSION pg_stat_statements; CREATE TABLE bill (id int PRIMARY KEY, buyer int, note text);"
             "INSERT INTO bill SELECT g, g % 5000, repeat('x', 100) FROM generate_series(1, 60000) g;"
             "CREATE INDEX bill_buyer_idx ON bill (buyer); CREATE ROLE shop; ALTER TABLE bill OWNER TO shop; ANALYZE");
  std::atomic<bool> busy = true;
  std::jthread traffic([&] {
    auto connection = connect(cluster_);
    while (busy && connection.execute("SELECT count(*) FROM bill WHERE buyer = 7"))
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
  });
  auto out = (folder_.path() / "out").string();
  auto watched = run(fmt::format(
      "ante watch --for 120s -q --ghost --format json --count-every 1s --store {0} --database {1} >{2} 2>&1 & w=$!; sleep 30; "
      "psql -qAt {1} -c 'ALTER TABLE bill ADD COLUMN paid bool' -c 'DROP INDEX bill_buyer_idx'; "
      "for i in $(seq 800); do grep -q 'tried on a ghost' {2} && break; sleep 0.1; done; kill -INT $w; wait $w",
      store_, address(), out));
  busy = false;
  auto said = os::read_file(out).value_or("");
  EXPECT_TRUE(contains(
      said, "tried on a ghost of the database as it was, with this change and nothing else: its plan goes from"))
      << said;
  EXPECT_TRUE(contains(said, "index public.bill_buyer_idx removed")) << said;
}

TEST_F(WatchCommand, AMarkStandsInTheIncident) {
  make_a_queue();
  auto watched = run(fmt::format(
      "ante watch --for 5s -q --store {0} --database {1} & sleep 1; ante mark deploy v42 --by ben --store {0}; wait $!",
      store_, address()));
  EXPECT_EQ(watched.code, 1) << watched.err;
  EXPECT_TRUE(contains(watched.out, "marked as event")) << watched.out << watched.err;
  auto shown = run("ante incident show --store " + store_);
  EXPECT_TRUE(contains(shown.out, "deploy v42") && contains(shown.out, "by ben")) << shown.out;
  EXPECT_EQ(run("ante mark --store " + store_).code, 2);
}

TEST_F(WatchCommand, AMarkComesByHttpFromWhoeverHasTheToken) {
  auto token = folder_.path() / "token";
  ASSERT_TRUE(os::write_file(token, "0123456789abcdef\n"));
  auto watched = run(
      fmt::format("cd {2}; ante watch --for 60s --store {0} --database {1} --metrics 127.0.0.1:0 --marks-token {3} "
                  "2>err >out & w=$!; "
                  "for i in $(seq 300); do grep -q 'finds it at' err && break; sleep 0.1; done; "
                  "port=$(sed -n 's|.*finds it at http://127.0.0.1:\\([0-9]*\\)/metrics|\\1|p' err); "
                  "for token in fedcba9876543210 $(cat {3}); do exec 3<>/dev/tcp/127.0.0.1/$port; printf 'POST /mark "
                  "HTTP/1.0\\r\\nAuthorization: Bearer %s\\r\\nContent-Length: 10\\r\\n\\r\\ndeploy v42' $token >&3; "
                  "head -n 1 <&3; exec 3>&-; "
                  "done; kill -INT $w; wait $w; cat err",
                  store_, address(), folder_.path().string(), token.string()));
  auto refused = watched.out.find(" 401 "), taken = watched.out.find(" 204 ");
  EXPECT_TRUE(refused != std::string::npos && taken != std::string::npos && refused < taken) << watched.out;
  auto changes = run("ante report --changes 1d --store " + store_).out;
  auto first = changes.find("deploy v42");
  EXPECT_NE(first, std::string::npos) << changes;
  EXPECT_EQ(changes.find("deploy v42", first + 1), std::string::npos) << "the one that was refused is not kept";
  EXPECT_EQ(run("ante watch --for 1s --marks-token x --database " + address()).code, 2) << "it needs --metrics";
}

TEST_F(WatchCommand, TheTriggersAreSqlThatAnOwnerMayRun) {
  auto printed = run("ante watch --print-trigger");
  ASSERT_EQ(printed.code, 0) << printed.err;
  tests::run(holder_, printed.out);
  EXPECT_EQ(holder_.scalar("SELECT count(*) FROM pg_event_trigger"), "2");
  EXPECT_EQ(run("env -u DATABASE_URL ante watch").code, 2);
}

TEST_F(WatchCommand, CountersThatCannotBeReadAreSaidOnceAndTheRestIsSeen) {
  tests::run(holder_, "CREATE EXTENSION pg_stat_statements");  // which was not preloaded
  make_a_queue();
  auto ended = run(fmt::format("ante watch --for 4s --store {} --database {}", store_, address()));
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_TRUE(contains(ended.out, "4 sessions in line for public.bill")) << ended.out;
  auto said = ended.out.find("what queries do is not seen");
  EXPECT_NE(said, std::string::npos) << ended.out;
  EXPECT_EQ(ended.out.find("what queries do is not seen", said + 1), std::string::npos) << ended.out;
  EXPECT_FALSE(contains(ended.out, "nothing was seen for")) << ended.out;
}

TEST_F(WatchCommand, ADatabaseThatIsGoneIsNotFine) {
  auto ended = run(fmt::format("ante watch --for 6s --store {} --database {} & p=$!; sleep 2; kill -INT {}; wait $p",
                               store_, address(), cluster_.process()));
  EXPECT_EQ(ended.code, 3) << ended.out << ended.err;
  EXPECT_TRUE(contains(ended.err, "could not be reached any more")) << ended.err;
  EXPECT_TRUE(contains(ended.out, "has not been reached since")) << ended.out;
  EXPECT_TRUE(contains(run("ante incident --store " + store_).out, "not over"));
}

TEST_F(WatchCommand, BadInputSaysWhatToDo) {
  struct Call {
    std::string line;
    int code;
    std::string says;
  };
  auto other = folder_.path() / "other.sqlite";
  ASSERT_TRUE(os::write_file(other, "no database at all"));
  for (auto& call : std::vector<Call>{
           {"ante watch --database postgresql://nobody@localhost:1/x", 3, "cannot connect"},
           {"ante watch --once --for 3s --database " + address(), 2, "excludes"},
           {"ante watch --for never --database " + address(), 2, "never"},
           {fmt::format("ante watch --for 1s --store {} --database {}", other.string(), address()), 2, other.string()},
           {"ante incident show nothing --store " + store_, 2, "no number of an incident"},
           {"ante incident note --store " + store_, 2, "what is there to note"},
           {"ANTE_STATE=" + folder_.path().string() + " ante incident", 2, "nothing is kept in"},
           {"ante report --store " + store_, 3, store_}}) {
    auto ended = run(call.line);
    EXPECT_EQ(ended.code, call.code) << call.line << "\n" << ended.err;
    EXPECT_TRUE(contains(ended.err, call.says)) << call.line << "\n" << ended.err;
  }
}

}  // namespace
}  // namespace ante::tests
