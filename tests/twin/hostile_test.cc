// What a stranger's migration may try, and what comes of it in the lab.
#include <filesystem>

#include "support/laboratory.h"
#include "twin/quarantine.h"

namespace ante::tests {
namespace {

constexpr const char* schema = "CREATE TABLE pupil (id int PRIMARY KEY, name text); CREATE TABLE mark (pupil int)";

class Hostile : public testing::TestWithParam<int> {
 protected:
  Laboratory quarantined(std::string_view superuser_sql = "") {
    Laboratory lab(GetParam(), schema, superuser_sql);
    auto closed = twin::quarantine(lab.superuser, "app", false);
    EXPECT_TRUE(closed) << closed.error().what;
    return lab;
  }
  void expect_refused(Laboratory& lab, const std::string& statement, std::string_view sqlstate = "42501") {
    auto effects = lab.run_one(statement, false);
    ASSERT_TRUE(effects.error) << "ran: " << statement;
    EXPECT_EQ(effects.error->sqlstate, sqlstate) << statement << ": " << effects.error->what;
  }
  void expect_stopped(Laboratory& lab, const std::string& statement) {
    auto began = std::chrono::steady_clock::now();
    auto run = lab.run({"SET statement_timeout = 0", statement, "SELECT 1"}, false);
    ASSERT_TRUE(run.steps[1].effects.error) << "ran: " << statement;
    EXPECT_EQ(run.steps[1].effects.error->sqlstate, "57014") << run.steps[1].effects.error->what;
    EXPECT_FALSE(run.steps[2].reached);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(60));
  }
};
INSTANTIATE_TEST_SUITE_P(Majors, Hostile, testing::ValuesIn(tests::tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

TEST_P(Hostile, ProgramsAndFilesAreRefused) {
  auto lab = quarantined();
  expect_refused(lab, "COPY pupil TO PROGRAM 'touch /tmp/ante-was-here'");
  expect_refused(lab, "COPY pupil FROM '/etc/passwd'");
  expect_refused(lab, "COPY pupil TO '/tmp/ante-was-here'");
  expect_refused(lab, "SELECT pg_read_file('/etc/passwd')");
  expect_refused(lab, "SELECT pg_ls_dir('/')");
  expect_refused(lab, "SELECT lo_import('/etc/passwd')");
  expect_refused(
      lab, "CREATE FUNCTION system(cstring) RETURNS int LANGUAGE c AS '/lib/x86_64-linux-gnu/libc.so.6', 'system'");
  expect_refused(lab, "LOAD '/tmp/evil'");
  EXPECT_FALSE(std::filesystem::exists("/tmp/ante-was-here"));
}

TEST_P(Hostile, RightsOverFilesThatProductionGaveAreTakenAway) {
  auto lab = quarantined(
      "GRANT pg_execute_server_program, pg_read_server_files TO app; GRANT EXECUTE ON FUNCTION pg_read_file(text) TO "
      "app");
  expect_refused(lab, "COPY pupil TO PROGRAM 'true'");
  expect_refused(lab, "COPY pupil FROM '/etc/passwd'");
  expect_refused(lab, "SELECT pg_read_file('/etc/passwd')");
}

TEST_P(Hostile, RoleThatMakesRolesCannotGiveItselfPrograms) {
  auto lab = quarantined("ALTER ROLE app CREATEROLE");
  expect_refused(lab, "GRANT pg_execute_server_program TO app");
  expect_refused(lab, "CREATE ROLE other IN ROLE pg_write_server_files");
}

TEST_P(Hostile, NobodyBecomesSuperuser) {
  auto lab = quarantined();
  expect_refused(lab, "ALTER ROLE app SUPERUSER");
  expect_refused(lab, "SET SESSION AUTHORIZATION ante_superuser");
  expect_refused(lab, "SET ROLE ante_superuser");
  expect_refused(lab, "ALTER SYSTEM SET archive_command = 'touch /tmp/ante-was-here'");
  EXPECT_FALSE(lab.run_one("RESET ROLE", false).error);
  EXPECT_FALSE(lab.run_one("RESET SESSION AUTHORIZATION", false).error);
  EXPECT_FALSE(lab.run_one("DO $$ BEGIN ASSERT session_user = 'app' AND current_user = 'app'; END $$", false).error);
}

TEST_P(Hostile, LinkToAnotherServerCannotBeUsed) {
  auto lab = quarantined("CREATE EXTENSION dblink; GRANT EXECUTE ON FUNCTION dblink_connect_u(text) TO app");
  auto effects = lab.run_one("SELECT dblink_connect_u('host=production')", false);
  ASSERT_TRUE(effects.error);
  EXPECT_NE(effects.error->what.find("closed in the lab"), std::string::npos) << effects.error->what;
}

TEST_P(Hostile, WhatIsClosedIsNamed) {
  Laboratory lab(GetParam(), schema, "CREATE EXTENSION dblink");
  auto closed = twin::quarantine(lab.superuser, "app", false);
  ASSERT_TRUE(closed);
  ASSERT_EQ(closed->size(), 1u);
  EXPECT_EQ(closed->front().object, "extension dblink");
}

TEST_P(Hostile, SleepAndEndlessLoopAreStopped) {
  auto lab = quarantined();
  lab.limits.statement = Millis(600);
  expect_stopped(lab, "SELECT pg_sleep(1000)");
  expect_stopped(lab, "DO $$ BEGIN LOOP END LOOP; END $$");
}

TEST_P(Hostile, LoopThatCatchesItsCancellationIsEnded) {
  auto lab = quarantined();
  lab.limits.statement = Millis(600);
  expect_stopped(
      lab,
      "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$");
}

TEST_P(Hostile, EndlessRowsFillNoMemory) {
  auto lab = quarantined();
  lab.limits.statement = Millis(600);
  expect_stopped(lab, "SELECT repeat('x', 1000) FROM generate_series(1, 1000000000)");
  expect_stopped(lab, "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000000)) TO STDOUT");
}

TEST_P(Hostile, FillingTheDiskIsStopped) {
  auto lab = quarantined();
  lab.limits.growth = Bytes{64 << 20};
  expect_stopped(lab, "INSERT INTO pupil SELECT n, repeat(md5(n::text), 100) FROM generate_series(1, 1000000000) n");
}

TEST_P(Hostile, ObserverCannotBeEnded) {
  auto lab = quarantined();
  auto run =
      lab.run({"DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid(); "
               "EXCEPTION WHEN OTHERS THEN NULL; END $$",
               "ALTER TABLE pupil ADD x int"});
  EXPECT_TRUE(run.complete);
  EXPECT_TRUE(holds(run.steps[1].effects, "public.pupil", "AccessExclusiveLock"));
}

TEST_P(Hostile, EndingTheOwnSessionIsItsError) {
  auto lab = quarantined();
  auto run = lab.run({"SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"});
  EXPECT_FALSE(run.complete);
  EXPECT_TRUE(run.steps[0].effects.error);
  EXPECT_FALSE(run.steps[1].reached);
}

TEST_P(Hostile, DroppingEverythingIsSeen) {
  auto lab = quarantined();
  auto effects = lab.run_one("DROP OWNED BY app CASCADE");
  ASSERT_FALSE(effects.error) << effects.error->what;
  EXPECT_TRUE(holds(effects, "public.pupil", "AccessExclusiveLock"));
  EXPECT_TRUE(holds(effects, "public.mark", "AccessExclusiveLock"));
}

TEST_P(Hostile, AdvisoryLocksAndMessagesChangeNothing) {
  auto lab = quarantined();
  auto run = lab.run(
      {"SELECT pg_advisory_lock(1)", "LISTEN everything", "NOTIFY everything", "ALTER TABLE mark ADD x int"}, false);
  EXPECT_TRUE(run.complete);
  EXPECT_TRUE(holds(run.steps[3].effects, "public.mark", "AccessExclusiveLock"));
}

TEST_P(Hostile, NamesOfTheCatalogInPublicDeceiveNobody) {
  auto lab = quarantined();
  auto run = lab.run({"SET search_path = public, pg_catalog", "CREATE TABLE public.pg_class (oid int)",
                      "CREATE FUNCTION public.pg_relation_filenode(oid) RETURNS oid LANGUAGE sql AS 'SELECT 1::oid'",
                      "CREATE FUNCTION public.coalesce(oid, int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                      "ALTER TABLE pupil ALTER name TYPE int USING 1"},
                     false);
  for (auto& reservation : run.reservations) ADD_FAILURE() << reservation;
  EXPECT_TRUE(run.complete);
  EXPECT_EQ(run.steps[4].effects.rewritten, Names{"public.pupil"});
}

}  // namespace
}  // namespace ante::tests
