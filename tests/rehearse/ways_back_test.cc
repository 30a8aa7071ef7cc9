// Ways back that were really gone, and changes that were stopped half-way.
#include <gtest/gtest.h>

#include "judge/verdict.h"
#include "support/rehearsing.h"

namespace ante::tests {
namespace {

class WaysBack : public Rehearsing {
 protected:
  WaysBack()
      : snapshot_(captured(R"sql(
CREATE TABLE ticket (id int PRIMARY KEY, status text NOT NULL DEFAULT 'new', title varchar(80));
COMMENT ON COLUMN ticket.status IS 'new, open or closed';
CREATE INDEX ticket_status_idx ON ticket (status);
INSERT INTO ticket SELECT n, 'open', 'title ' || n FROM generate_series(1, 500) n)sql",
                           "ANALYZE")) {}

  rehearse::Rehearsal tried(const std::vector<std::string>& up, const std::vector<std::string>& down,
                            bool in_transaction = true) {
    auto change = migration(up);
    change.in_transaction = in_transaction;
    if (!down.empty()) change.back = change::WayBack{in_transaction, false, migration(down).steps};
    return rehearsed_as(snapshot_, change);
  }
  static std::vector<std::string> kinds(const rehearse::Rehearsal& rehearsal) {
    std::vector<std::string> kinds;
    for (auto& finding : judge::judge(rehearsal).findings)
      if (finding.kind != "data-lost") kinds.push_back(finding.kind);
    return kinds;
  }
  snapshot::Snapshot snapshot_;
};
INSTANTIATE_TEST_SUITE_P(Majors, WaysBack, testing::ValuesIn(tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

using Kinds = std::vector<std::string>;

TEST_P(WaysBack, GoodOneIsQuiet) {
  EXPECT_EQ(kinds(tried({"ALTER TABLE ticket ADD COLUMN severity int"}, {"ALTER TABLE ticket DROP COLUMN severity"})),
            Kinds{});
}

TEST_P(WaysBack, OneThatFailsIsNamedWithItsStatement) {
  auto result = tried({"ALTER TABLE ticket ADD COLUMN severity int"},
                      {"ALTER TABLE ticket ALTER status DROP NOT NULL", "DROP INDEX ticket_severity_idx"});
  EXPECT_EQ(kinds(result), Kinds{"way-back-fails"});
  ASSERT_EQ(result.return_trips.size(), 1u);
  EXPECT_EQ(result.return_trips[0].failed_at.line, 2);
}

TEST_P(WaysBack, WhatItForgetsIsNamed) {
  auto result = tried({"DROP INDEX ticket_status_idx"}, {"SELECT 1"});
  EXPECT_EQ(kinds(result), Kinds{"way-back-differs"});
  EXPECT_TRUE(says(result.return_trips[0].left, "index public.ticket_status_idx removed"));
}

TEST_P(WaysBack, WhatItLosesIsNamed) {
  auto result = tried({"ALTER TABLE ticket DROP COLUMN title"}, {"ALTER TABLE ticket ADD COLUMN title varchar(80)"});
  EXPECT_EQ(kinds(result), Kinds{"way-back-loses"});
  EXPECT_EQ(result.return_trips[0].lost, std::vector<std::string>{"public.ticket.title"});
  auto narrower = tried({"ALTER TABLE ticket ALTER title TYPE varchar(2) USING left(title, 2)"},
                        {"ALTER TABLE ticket ALTER title TYPE varchar(80)"});
  EXPECT_EQ(kinds(narrower), Kinds{"way-back-loses"});
}

TEST_P(WaysBack, StopHalfWayIsSaidWhereNothingLeadsOnOrBack) {
  std::vector<std::string> up{"ALTER TABLE ticket RENAME COLUMN status TO state", "ALTER TABLE ticket ADD severity int",
                              "CREATE INDEX CONCURRENTLY ticket_severity_idx ON ticket (severity)"},
      down{"DROP INDEX CONCURRENTLY ticket_severity_idx", "ALTER TABLE ticket DROP COLUMN severity",
           "ALTER TABLE ticket RENAME COLUMN state TO status"};
  auto result = tried(up, down, false);
  EXPECT_EQ(kinds(result), Kinds{"half-applied"});
  ASSERT_EQ(result.return_trips[0].stops.size(), 2u);
  auto& stop = result.return_trips[0].stops[0];
  EXPECT_TRUE(contains(stop.again, "line 1: column \"status\" does not exist")) << stop.again;
  EXPECT_TRUE(contains(stop.back, "line 1: ")) << stop.back;
  auto adds = tried(
      {"ALTER TABLE ticket ADD severity int", "CREATE INDEX CONCURRENTLY ticket_severity_idx ON ticket (severity)"}, {},
      false);
  EXPECT_EQ(kinds(adds), Kinds{}) << "nothing that was there is otherwise";
  EXPECT_FALSE(adds.return_trips.at(0).stops.at(0).again.empty());
}

// What it makes for a while, validates and drops again was not there before, and a column that is proved to have values
// has lost none.
TEST_P(WaysBack, StopAmongStepsThatTakeNothingAwayIsNotSaid) {
  auto steps = tried({"ALTER TABLE ticket ADD CONSTRAINT known CHECK (title IS NOT NULL) NOT VALID",
                      "ALTER TABLE ticket VALIDATE CONSTRAINT known", "ALTER TABLE ticket ALTER title SET NOT NULL",
                      "ALTER TABLE ticket DROP CONSTRAINT known", "COMMENT ON TABLE ticket IS 'what is open'"},
                     {}, false);
  EXPECT_EQ(std::ranges::count(kinds(steps), "half-applied"), 0);
  EXPECT_EQ(steps.return_trips.at(0).stops.size(), 4u);
}

// However many there are: after the last but one what was taken away first is still missing.
TEST_P(WaysBack, StopIsTriedAfterEachOfManyStatements) {
  std::vector<std::string> up{"SET lock_timeout = '2s'", "ALTER TABLE ticket RENAME COLUMN status TO state"};
  for (int i = 0; i < 20; ++i) up.push_back(fmt::format("ALTER TABLE ticket ADD COLUMN c{} int", i));
  up.emplace_back("CREATE INDEX CONCURRENTLY ON ticket (c0)");
  auto stops = tried(up, {"ALTER TABLE ticket RENAME COLUMN state TO status"}, false).return_trips.at(0).stops;
  ASSERT_EQ(stops.size(), up.size() - 1);
  EXPECT_EQ(stops[0].again, "");
  EXPECT_TRUE(contains(stops[0].back, "line 1: ")) << "nothing was renamed yet";
  for (std::size_t i = 1; i < stops.size(); ++i) {
    EXPECT_TRUE(contains(stops[i].again, "line 2: ")) << i;
    EXPECT_EQ(stops[i].back, "") << i;
  }
}

// Where the first statement is one that no transaction takes, it is tried without.
TEST_P(WaysBack, StopAmongIndexesThatAreBuiltConcurrently) {
  std::vector<std::string> up;
  for (int i = 0; i < 5; ++i) up.push_back(fmt::format("CREATE INDEX CONCURRENTLY made_{} ON ticket (title)", i));
  auto stops = tried(up, {}, false).return_trips.at(0).stops;
  ASSERT_EQ(stops.size(), 4u);
  for (auto& stop : stops)
    EXPECT_TRUE(contains(stop.again, "line 1: relation \"made_0\" already exists")) << stop.again;
  for (auto& one : up) one.insert(one.find("made_"), "IF NOT EXISTS ");
  for (auto& stop : tried(up, {}, false).return_trips.at(0).stops) EXPECT_EQ(stop.again, "");
}

TEST_P(WaysBack, ScriptThatCommitsOnItsOwnIsTriedOnACopy) {
  auto result = tried({"ALTER TABLE ticket ADD COLUMN a int", "COMMIT", "ALTER TABLE ticket ADD COLUMN b int"},
                      {"ALTER TABLE ticket DROP COLUMN a", "ALTER TABLE ticket DROP COLUMN b"});
  EXPECT_EQ(kinds(result), Kinds{});
  EXPECT_EQ(result.return_trips.size(), 1u) << join(result.not_looked_at, "; ");
}

// It runs in another session than the way there, which had set what it would need.
TEST_P(WaysBack, OneThatNeedsWhatTheWayThereHadSetFails) {
  EXPECT_EQ(kinds(tried({"CREATE SCHEMA shelf", "CREATE TABLE shelf.box (id int)", "SET LOCAL search_path = shelf"},
                        {"DROP TABLE box", "DROP SCHEMA shelf"})),
            Kinds{"way-back-fails"});
}

// One session tries them all, one after the other.
TEST_P(WaysBack, OneLeavesNothingForTheNext) {
  std::vector<std::pair<std::vector<std::string>, std::string>> history{
      {{"CREATE TABLE note (id serial PRIMARY KEY, kind text NOT NULL DEFAULT 'plain')"}, "DROP TABLE note"},
      // Not the search_path of the way there,
      {{"SET LOCAL search_path = pg_catalog", "ALTER TABLE public.note ADD COLUMN a int"},
       "ALTER TABLE note DROP COLUMN a"},
      // not the rows that were made up, all of one kind,
      {{"CREATE UNIQUE INDEX note_kind ON note (kind)"}, "DROP INDEX note_kind"},
      {{"INSERT INTO note DEFAULT VALUES"}, "DELETE FROM note WHERE id = (SELECT max(id) FROM note)"},
      // nor the numbers that were drawn for them.
      {{"DO $$ BEGIN IF NOT EXISTS (SELECT FROM note WHERE id = 1) THEN RAISE 'not the first'; END IF; END $$"},
       "SELECT 1"}};
  change::Change change;
  for (auto& [up, down] : history) {
    auto one = migration(up);
    one.name = std::to_string(change.migrations.size() + 1);
    one.back = change::WayBack{true, false, migration({down}).steps};
    change.migrations.push_back(std::move(one));
  }
  auto result = rehearsed_as(snapshot_, change);
  ASSERT_EQ(result.return_trips.size(), history.size()) << join(result.not_looked_at, "; ");
  for (auto& trip : result.return_trips) {
    EXPECT_FALSE(trip.error) << trip.migration << ": " << trip.error->what;
    EXPECT_EQ(trip.left, std::vector<std::string>{}) << trip.migration;
    EXPECT_EQ(trip.lost, std::vector<std::string>{}) << trip.migration;
  }
}

}  // namespace
}  // namespace ante::tests
