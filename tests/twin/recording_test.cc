// What sessions execute through a door, as the change that it is.
#include "twin/recording.h"

#include "support/laboratory.h"
#include "twin/command.h"

namespace ante::tests {
namespace {

using Texts = std::vector<std::string>;

class Recordings : public testing::TestWithParam<int> {
 protected:
  Recordings()
      : lab_(GetParam(),
             "CREATE TABLE pupil (id int PRIMARY KEY, name text); CREATE TABLE schema_migrations (v text); "
             "CREATE FUNCTION work() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1'"),
        door_(pg::Door::open(lab_.cluster, "postgres", "app").value()) {}

  pg::Connection session(const std::string& options = "") {
    pg::Target target{"",
                      {{"host", "127.0.0.1"},
                       {"port", std::to_string(door_.port())},
                       {"user", "app"},
                       {"dbname", "postgres"},
                       {"password", door_.password()}}};
    if (!options.empty()) target.overrides.emplace_back("options", options);
    return pg::Connection::open(target).value();
  }
  twin::Recording recorded() {
    auto reader =
        twin::Reader::make(connect(lab_.cluster, "postgres", "app"), {{"schema_migrations"}, {"auth_permission"}});
    return twin::recording_of(door_.close(), *reader).value();
  }
  static Texts steps(const twin::Recording& recording) {
    Texts texts;
    for (auto& migration : recording.change.migrations)
      for (auto& step : migration.steps) texts.push_back((migration.in_transaction ? "together: " : "") + step.sql);
    return texts;
  }

  Laboratory lab_;
  pg::Door door_;
};
INSTANTIATE_TEST_SUITE_P(Majors, Recordings, testing::ValuesIn(tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

TEST_P(Recordings, ArgumentsAreInTheStatements) {
  auto app = session();
  ASSERT_TRUE(app.query("INSERT INTO pupil VALUES ($1, $2)", {"1", "O'Neil \\ $1"}));
  ASSERT_TRUE(app.query("UPDATE pupil SET name = $1 WHERE id = $2::int", {pg::Value(), "1"}));
  EXPECT_EQ(steps(recorded()), (Texts{"INSERT INTO pupil VALUES ('1',  E'O''Neil \\\\ $1')",
                                      "UPDATE pupil SET name = NULL WHERE id = '1'::int"}));
}

TEST_P(Recordings, WhatOnlyAsksIsLeftOut) {
  auto app = session();
  for (auto* sql : {"SELECT version()", "SHOW server_version", "SELECT relname FROM pg_class WHERE relname = 'pupil'",
                    "SELECT * FROM information_schema.tables", "SELECT v FROM schema_migrations",
                    "SELECT pg_advisory_lock(1)", "SELECT current_schema()", "BEGIN", "SELECT 1", "COMMIT",
                    "SET client_min_messages = warning", "SELECT id FROM pupil"})
    run(app, sql);
  auto recording = recorded();
  EXPECT_EQ(steps(recording), Texts{});
  EXPECT_EQ(recording.working, 0);
  EXPECT_EQ(recording.read, std::set<std::string>{"pupil"});
}

TEST_P(Recordings, WhatMayDoSomethingIsKept) {
  auto app = session();
  for (auto* sql : {"SELECT work()", "SELECT id FROM pupil FOR UPDATE", "SELECT 1 AS one INTO made",
                    "WITH d AS (DELETE FROM pupil RETURNING id) SELECT * FROM d", "DO 'BEGIN END'"})
    run(app, sql);
  auto recording = recorded();
  EXPECT_EQ(recording.working, 5);
  EXPECT_EQ(steps(recording).size(), 5u);
}

TEST_P(Recordings, LedgerIsBookkeeping) {
  auto app = session();
  run(app, "BEGIN");
  run(app, "ALTER TABLE pupil ADD a int");
  run(app, "INSERT INTO schema_migrations VALUES ('1')");
  run(app, "COMMIT");
  auto recording = recorded();
  auto& steps = recording.change.migrations.at(0).steps;
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_FALSE(steps[1].bookkeeping);
  EXPECT_TRUE(steps[2].bookkeeping);
  EXPECT_EQ(recording.working, 1);
}

TEST_P(Recordings, ListThatAToolFillsUpIsLeftOutAndItsDefinitionIsNot) {
  auto app = session();
  run(app, "CREATE TABLE auth_permission (name text)");
  run(app, "INSERT INTO auth_permission VALUES ('may read')");
  auto recording = recorded();
  EXPECT_EQ(steps(recording), Texts{"CREATE TABLE auth_permission (name text)"});
  EXPECT_TRUE(recording.read.empty());
}

TEST_P(Recordings, StatementsOfOneTextAreOneTransaction) {
  auto app = session();
  run(app, "ALTER TABLE pupil ADD a int; ALTER TABLE pupil ADD b int");
  run(app, "ALTER TABLE pupil ADD c int; BEGIN; ALTER TABLE pupil ADD d int");
  run(app, "COMMIT; ALTER TABLE pupil ADD e int");
  EXPECT_FALSE(app.execute("ALTER TABLE pupil ADD f int; ALTER TABLE pupil ADD f int"));
  EXPECT_EQ(steps(recorded()), (Texts{"together: ALTER TABLE pupil ADD a int", "together: ALTER TABLE pupil ADD b int",
                                      "BEGIN", "ALTER TABLE pupil ADD c int", "ALTER TABLE pupil ADD d int", "COMMIT",
                                      "ALTER TABLE pupil ADD e int"}));
}

TEST_P(Recordings, WhatFailedIsNotRunAgainAndWhatItTookBackIsTakenBack) {
  auto app = session();
  run(app, "BEGIN");
  run(app, "ALTER TABLE pupil ADD a int");
  run(app, "SAVEPOINT s");
  EXPECT_FALSE(app.execute("ALTER TABLE pupil ADD a int"));
  EXPECT_FALSE(app.execute("ALTER TABLE pupil ADD b int"));
  run(app, "ROLLBACK TO s");
  run(app, "COMMIT");
  run(app, "BEGIN");
  run(app, "ALTER TABLE pupil ADD c int");
  EXPECT_FALSE(app.execute("nonsense"));
  run(app, "COMMIT");
  auto recording = recorded();
  EXPECT_EQ(steps(recording), (Texts{"BEGIN", "ALTER TABLE pupil ADD a int", "SAVEPOINT s", "ROLLBACK TO s", "COMMIT",
                                     "BEGIN", "ALTER TABLE pupil ADD c int", "ROLLBACK"}));
  EXPECT_EQ(recording.refused.size(), 2u);
  EXPECT_EQ(recording.change.doubts.size(), 2u);
}

TEST_P(Recordings, TransactionsOfSessionsAreInTheOrderInWhichTheyEnd) {
  auto first = session(), second = session("-c search_path=public,pg_catalog -c application_name=x");
  run(first, "SET lock_timeout = '7s'");
  run(first, "BEGIN");
  run(first, "ALTER TABLE pupil ADD a int");
  run(second, "CREATE TABLE other ()");
  run(first, "COMMIT");
  run(second, "ALTER TABLE pupil ADD b int");
  auto recording = recorded();
  constexpr const char* own_path = "SELECT pg_catalog.set_config('search_path', 'public,pg_catalog', false)";
  EXPECT_EQ(steps(recording),
            (Texts{own_path, "CREATE TABLE other ()", "RESET ALL", "SET lock_timeout = '7s'", "BEGIN",
                   "ALTER TABLE pupil ADD a int", "COMMIT", "RESET ALL", own_path, "ALTER TABLE pupil ADD b int"}));
  EXPECT_EQ(recording.sessions, 2);
  EXPECT_EQ(recording.change.notes.size(), 1u);
}

TEST_P(Recordings, SettingsEndWithTheirTransaction) {
  auto app = session();
  run(app, "BEGIN");
  run(app, "SET LOCAL lock_timeout = '1s'");
  run(app, "SET work_mem = '5MB'");
  run(app, "ALTER TABLE pupil ADD a int");
  run(app, "COMMIT");
  run(app, "BEGIN");
  run(app, "SET lock_timeout = '9s'");
  run(app, "ROLLBACK");
  run(app, "RESET ALL");
  run(app, "ALTER TABLE pupil ADD b int");
  EXPECT_EQ(steps(recorded()),
            (Texts{"BEGIN", "SET LOCAL lock_timeout = '1s'", "SET work_mem = '5MB'", "ALTER TABLE pupil ADD a int",
                   "COMMIT", "RESET ALL", "ALTER TABLE pupil ADD b int"}));
}

TEST_P(Recordings, TransactionThatNobodyEndedWasRolledBack) {
  auto app = session();
  run(app, "BEGIN");
  run(app, "ALTER TABLE pupil ADD a int");
  EXPECT_EQ(steps(recorded()), (Texts{"BEGIN", "ALTER TABLE pupil ADD a int", "ROLLBACK"}));
}

TEST_P(Recordings, CanBeRehearsed) {
  auto app = session();
  run(app, "CREATE TABLE made (a int, b text)");
  int left = 2;
  ASSERT_TRUE(app.copy_in("COPY made FROM stdin", [&](std::vector<pg::Value>& row) {
    row = {"1", "tab\tand\nline"};
    return left-- > 0;
  }));
  run(app, "CREATE INDEX CONCURRENTLY made_a ON made (a)");
  auto recording = recorded();
  run(lab_.superuser, "DROP TABLE made");
  NoProgress quiet;
  auto again =
      twin::run_change({lab_.cluster.target("postgres"), lab_.cluster.target("postgres", "app"), lab_.cluster.data()},
                       {}, recording.change, quiet);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->complete);
  EXPECT_EQ(lab_.superuser.scalar("SELECT count(*) FROM made WHERE b = E'tab\\tand\\nline'").value(), "2");
}

TEST(ACommand, IsShownWithoutTheValuesThatItSets) {
  EXPECT_EQ(twin::shown_command("  bin/rails db:migrate "), "bin/rails db:migrate");
  EXPECT_EQ(twin::shown_command("KEY=hunter2 A='b c'\\ d B=\"$X\" bin/rails VERSION=3"),
            "KEY=… A=… B=… bin/rails VERSION=3");
  EXPECT_EQ(twin::shown_command("KEY='open"), "KEY=…");
}

TEST(OutputOfACommand, IsFitToBeShown) {
  std::string output =
      "first\r\n 10%\r 100%\r\n\x1b[1;31mred\x1b[0m \x1b]0;title\atext\x07\n\tsecret hunter2!\n\xff\n\n";
  EXPECT_EQ(twin::last_lines(output, "hunter2"), (Texts{"first", " 100%", "red text?", "    secret …!", "?"}));
  std::string many;
  for (int i = 0; i < 100; ++i) many += std::to_string(i) + "\n";
  auto last = twin::last_lines(many, "x");
  ASSERT_EQ(last.size(), 20u);
  EXPECT_EQ(last.back(), "99");
  EXPECT_LE(twin::last_lines(std::string(10'000, 'a'), "x").at(0).size(), 310u);
}

}  // namespace
}  // namespace ante::tests
