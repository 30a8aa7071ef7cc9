// Measures as people call them: proposed, closed by what a look finds, opened again by it, and ended by hand.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "base/text.h"
#include "os/folders.h"
#include "store/history.h"
#include "support/private_server.h"
#include "support/run.h"

namespace ante::tests {
namespace {

using State = incident::Measure::State;

class MeasuresWithoutServer : public testing::Test {
 protected:
  MeasuresWithoutServer() {
    auto history = store::History::open(store_, "postgres");
    EXPECT_TRUE(history) << history.error().what;
  }
  Ended incident(const std::string& words) const {
    return run(fmt::format("cd '{}' && ante incident {} --store '{}'", folder_.path().string(), words, store_));
  }
  void propose(const std::string& what, const std::string& check, const std::string& due = "2999-12-15") const {
    auto ended = incident(fmt::format("action '{}' --owner anna --due {} --check '{}'", what, due, check));
    EXPECT_EQ(ended.code, 0) << ended.err;
  }
  std::vector<incident::Event> events() const { return *store::History::read(store_)->events(); }
  std::map<std::string, State> states() const {
    std::map<std::string, State> states;
    for (auto& measure : incident::measures(events())) states[measure.says] = measure.state;
    return states;
  }
  // What is said, however it is broken into lines.
  std::string look(const std::string& options = "") const {
    auto ended = incident("actions " + options);
    EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
    return one_line(ended.out, 100'000);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_.path() / name) << text; }

  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("measures");
  std::string store_ = (folder_.path() / "shop.sqlite").string();
};

class MeasuresOfADatabase : public MeasuresWithoutServer {
 protected:
  void SetUp() override {
    tests::run(session_, R"(CREATE TABLE bill (id int, buyer int, "Day" date, paid bool);
                            INSERT INTO bill VALUES (1, 7, now(), true), (2, 7, now(), true))");
  }
  std::string database(const std::string& name = "postgres") const {
    return fmt::format("--database 'postgresql://{}@/{}?host={}'", pg::private_superuser, name,
                       server_.socket().string());
  }
  pg::Cluster server_ = private_server();
  pg::Connection session_ = connect(server_);
};

TEST_F(MeasuresOfADatabase, AnIndexClosesItsMeasureAndItsLossOpensItAgain) {
  propose("an index", "index public.bill(buyer)");
  EXPECT_TRUE(contains(look(), "not looked at: it is in the database")) << look();
  EXPECT_TRUE(contains(look(database()), "open: public.bill has no index of all its rows that begins with (buyer)"));
  tests::run(session_, R"(CREATE INDEX ON bill (id, buyer); CREATE INDEX ON bill (buyer) WHERE paid;
                          CREATE INDEX ON bill (abs(buyer), buyer))");
  EXPECT_TRUE(contains(look(database()), "open: public.bill has no index")) << look(database());
  EXPECT_EQ(events().size(), 1u);
  tests::run(session_, "CREATE INDEX by_buyer ON bill (buyer, id)");
  EXPECT_TRUE(contains(look(database()), "done: public.bill has the index by_buyer [2]")) << look(database());
  // Looked at again, and not looked at, it stays done, and nothing is written.
  EXPECT_TRUE(contains(look(database()), "done: ") && contains(look(), "done: "));
  EXPECT_EQ(events().size(), 2u);
  tests::run(session_, "DROP INDEX by_buyer");
  EXPECT_TRUE(contains(look(database()), "open: public.bill has no index"));
  EXPECT_EQ(events().back().about, "measure 1 open");
  EXPECT_EQ(states()["an index"], State::open);
}

TEST_F(MeasuresOfADatabase, AnIndexThatIsNotValidIsNone) {
  propose("an index", "index public.bill(buyer)");
  EXPECT_FALSE(session_.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON bill (buyer)"));
  EXPECT_TRUE(contains(look(database()), "open: index broken of public.bill is not valid")) << look(database());
}

TEST_F(MeasuresOfADatabase, WhatIsUniqueValidatedOrTrueClosesItsMeasure) {
  propose("one a day", R"(unique public.bill("Day", id))");
  propose("one at all", "unique public.bill(id)");
  propose("paid", "constraint public.bill bill_paid");
  propose("few", "sql SELECT count(*) < 3 FROM bill -- of all;");
  propose("in a table that is not there", "index public.nothing(a)");
  propose("in a query that fails", "sql SELECT buyer FROM bill WHERE id = 1");
  tests::run(session_, R"(CREATE UNIQUE INDEX ON bill (id, "Day");
                          ALTER TABLE bill ADD CONSTRAINT bill_paid CHECK (paid) NOT VALID)");
  auto said = look(database());
  EXPECT_TRUE(contains(said, "constraint bill_paid of public.bill is not validated")) << said;
  EXPECT_TRUE(contains(said, "there is no table public.nothing")) << said;
  EXPECT_TRUE(contains(said, "open: not looked at:") && contains(said, "boolean")) << said;
  EXPECT_EQ(states()["one a day"], State::done);
  EXPECT_EQ(states()["one at all"], State::open);
  EXPECT_EQ(states()["paid"], State::open);
  EXPECT_EQ(states()["few"], State::done);
  tests::run(session_,
             R"(ALTER TABLE bill VALIDATE CONSTRAINT bill_paid; INSERT INTO bill VALUES (3, 8, now(), true))");
  look(database());
  EXPECT_EQ(states()["paid"], State::done);
  EXPECT_EQ(states()["few"], State::open);
  EXPECT_EQ(states()["in a query that fails"], State::open);
}

TEST_F(MeasuresOfADatabase, AnotherDatabaseDecidesNothing) {
  tests::run(session_, "CREATE DATABASE other");
  propose("an index", "index public.bill(buyer)");
  auto ended = incident("actions " + database("other"));
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(contains(ended.err, "leads to other, and this is the history of postgres")) << ended.err;
  auto nowhere = incident("actions --database postgresql://nobody@localhost:1/postgres");
  EXPECT_EQ(nowhere.code, 0) << nowhere.err;
  EXPECT_TRUE(contains(nowhere.out, "not looked at: cannot connect")) << nowhere.out;
  EXPECT_EQ(events().size(), 1u);
}

TEST_F(MeasuresWithoutServer, GatesAndDrillsAreLookedAtInTheRepository) {
  propose("the gate", "gate plan-worse=block");
  propose("shorter", "gate longest_hold=0.5");
  propose("two people", "gate approvals=2");
  propose("practice", "drill mine");
  EXPECT_TRUE(contains(look(), "not looked at: there is no ante.toml here or above")) << look();
  EXPECT_EQ(events().size(), 4u);
  write("ante.toml", "[check]\nwaive = [\"plan-worse * until 2999-01-01: nobody minds\"]\n[apply]\napprovals = 1\n");
  auto said = look();
  EXPECT_TRUE(contains(said, "waives plan-worse for all files: nobody minds")) << said;
  EXPECT_TRUE(contains(said, "longest_hold is 1 by")) << said;
  EXPECT_TRUE(contains(said, "asks for 1 approval")) << said;
  EXPECT_TRUE(contains(said, "there is no drill.toml in")) << said;
  EXPECT_EQ(events().size(), 4u);
  write("ante.toml", "[check]\nlongest_hold = 0.2\n[apply]\napprovals = 2\n");
  EXPECT_EQ(
      run(fmt::format("mkdir '{0}/drills' && cd '{0}/drills' && ante drill new mine", folder_.path().string())).code,
      0);
  look();
  for (auto& [what, state] : states()) EXPECT_EQ(state, State::done) << what;
  // From elsewhere by its name; without it nothing is known, and so nothing is opened again.
  auto elsewhere = run(fmt::format("cd / && ante incident actions --store '{}'", store_));
  EXPECT_EQ(elsewhere.code, 0) << elsewhere.err;
  EXPECT_EQ(events().size(), 8u);
  std::filesystem::remove_all(folder_.path() / "drills");
  EXPECT_EQ(run(fmt::format("cd / && ante incident actions --store '{0}' --config '{1}/ante.toml'", store_,
                            folder_.path().string()))
                .code,
            0);
  EXPECT_EQ(states()["practice"], State::open);
  EXPECT_EQ(states()["the gate"], State::done);
}

TEST_F(MeasuresWithoutServer, CommandsRunWhereSomebodySaysSo) {
  propose("a flag", "command touch ran; test -e flag");
  EXPECT_TRUE(contains(look(), "not looked at: it is a command, which --run-commands lets run")) << look();
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "ran"));
  EXPECT_TRUE(contains(look("--run-commands"), "ended with exit code 1")) << look("--run-commands");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "ran"));
  write("flag", "");
  EXPECT_TRUE(contains(look("--run-commands"), "done: the command ended well"));
  EXPECT_EQ(states()["a flag"], State::done);
}

TEST_F(MeasuresWithoutServer, WhatIsOverdueEndsWithOneUntilSomebodySaysWhatBecameOfIt) {
  propose("late", "command false", "2020-01-31");
  propose("not late", "command false");
  auto late = incident("actions");
  EXPECT_EQ(late.code, 1) << late.err;
  EXPECT_TRUE(contains(late.out, "anna, by 2020-01-31: overdue")) << late.out;
  EXPECT_EQ(incident("drop 1 'the table goes' --by ben").code, 0);
  EXPECT_TRUE(contains(look("--run-commands"), "dropped: the table goes [3]")) << look();
  EXPECT_EQ(incident("done 2 'seen in Grafana'").code, 0);
  EXPECT_TRUE(contains(look("--run-commands"), "ended: seen in Grafana [4]")) << look();
  EXPECT_EQ(events().size(), 4u);
}

TEST_F(MeasuresWithoutServer, AreInTheReportOfTheIncidentThatTheyAreAbout) {
  propose("before it", "drill mine");
  ASSERT_EQ(incident("open 'nobody can check out' --by ben").code, 0);
  propose("an index on bill", "index public.bill(buyer)");
  ASSERT_EQ(incident("action 'of none' --incident 0 --owner anna --due 2999-12-15 --check 'drill mine'").code, 0);
  auto report = run(fmt::format("ante report --store '{}'", store_)).out;
  EXPECT_TRUE(contains(report, "| an index on bill [3] | anna | 2999-12-15 | index public.bill(buyer) | open |"))
      << report;
  EXPECT_FALSE(contains(report, "before it") || contains(report, "of none")) << report;
  EXPECT_TRUE(contains(look(), "anna, by 2999-12-15; incident 1")) << look();
}

TEST_F(MeasuresWithoutServer, WhatNoLookCouldEverFindIsRefused) {
  struct Call {
    std::string words, says;
  };
  propose("a measure", "drill mine");
  for (auto& call : std::vector<Call>{
           {"action 'x' --owner anna --due 2999-12-15", "--check is not said"},
           {"action --owner anna --due 2999-12-15 --check 'drill mine'", "what is to be done is not said"},
           {"action 'x' --owner anna --due tomorrow --check 'drill mine'", "'tomorrow' is no day"},
           {"action 'x' --owner anna --due 2999-12-15 --check 'monitor it'", "'monitor it' is no check"},
           {"action 'x' --owner anna --due 2999-12-15 --check 'gate bulk-write=block'", "no finding that can block"},
           {"action 'x' --owner anna --due 2999-12-15 --check 'gate plan-worse=warn'", "by being 'block'"},
           {"action 'x' --owner anna --due 2999-12-15 --check 'gate approvals=block'", "no figure for approvals"},
           {"action 'x' --owner anna --due 2999-12-15 --check 'sql DELETE FROM bill'", "does more than read"},
           {"action 'x' --owner anna --due 2999-12-15 --check 'drill mine' --incident 3", "nothing has been wrong"},
           {"done 1", "why is not said"},
           {"done 9 'so it is'", "'9' is the number of no measure"},
           {"drop it 'so it is'", "'it' is the number of no measure"},
           {"note one two", "'two' is one word too many"}}) {
    auto ended = incident(call.words);
    EXPECT_EQ(ended.code, 2) << call.words << "\n" << ended.err;
    EXPECT_TRUE(contains(ended.err, call.says)) << call.words << "\n" << ended.err;
  }
  EXPECT_EQ(incident("drop 1 'for good'").code, 0);
  EXPECT_TRUE(contains(incident("done 1 'after all'").err, "measure 1 is dropped already: for good"));
  EXPECT_EQ(events().size(), 2u);
}

}  // namespace
}  // namespace ante::tests
