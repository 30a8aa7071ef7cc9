// What a stranger's migration may try, and what comes of it in the lab.
#include <filesystem>

#include "snapshot/capture.h"
#include "support/laboratory.h"
#include "support/private_cache.h"
#include "twin/ghost.h"
#include "twin/lab.h"
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

// What it does is read in its own session: neither a table that is called like a catalog, nor a statement that is
// prepared by our names, hides it.
TEST_P(Hostile, CatalogsOfItsOwnHideNothing) {
  for (auto* hide :
       {"CREATE TEMP TABLE pg_class AS SELECT * FROM pg_catalog.pg_class WHERE false",
        "CREATE TEMP VIEW pg_attribute AS SELECT attrelid, attname, attnum FROM pg_catalog.pg_attribute WHERE false",
        "DO $$ DECLARE p record; BEGIN FOR p IN SELECT name FROM pg_prepared_statements LOOP "
        "EXECUTE format('DEALLOCATE %I', p.name); "
        "EXECUTE format('PREPARE %I(oid[]) AS SELECT $1 WHERE false', p.name); END LOOP; END $$",
        "DEALLOCATE ALL"}) {
    auto lab = quarantined();
    auto run = lab.run({"ALTER TABLE pupil ADD first text", hide, "ALTER TABLE pupil DROP COLUMN name"});
    for (auto& step : run.steps) EXPECT_FALSE(step.effects.error) << hide << ": " << step.effects.error->what;
    for (auto& reservation : run.reservations) ADD_FAILURE() << hide << ": " << reservation;
    auto& seen = run.steps[2].effects.catalog;
    ASSERT_EQ(seen.size(), 1u) << hide;
    EXPECT_EQ(seen[0].object, "public.pupil.name") << hide;
    EXPECT_EQ(seen[0].what, catalog::Difference::What::removed) << hide;
  }
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

TEST_P(Hostile, ManyShortStatementsFillTheDiskNoMoreThanALongOne) {
  auto lab = quarantined();
  lab.limits.growth = Bytes{64 << 20};
  std::vector<std::string> statements(400,
                                      "INSERT INTO pupil SELECT n, repeat(md5(n::text), 9) FROM "
                                      "generate_series((SELECT count(*) FROM pupil) + 1, (SELECT count(*) FROM "
                                      "pupil) + 3000) n");
  auto run = lab.run(statements, false);
  EXPECT_FALSE(run.complete);
  EXPECT_FALSE(run.steps.back().reached);
}

// After a change the twin's superuser works among what the change left. An alarm goes off where code of the change runs
// with its rights; it lasts, whatever transaction it went off in.
constexpr const char* alarmed = R"sql(
CREATE SEQUENCE loot;
CREATE FUNCTION evil() RETURNS bool LANGUAGE plpgsql AS $$ BEGIN
  IF session_user = 'ante_superuser' THEN PERFORM nextval('public.loot'); END IF; RETURN true; END $$;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN email AS text;
CREATE DOMAIN small AS int;
CREATE TYPE smallrange AS RANGE (subtype = small);
CREATE TABLE mail (address email, feeling mood, span smallrange);
CREATE INDEX ON mail (span);
INSERT INTO mail SELECT 'someone' || n || '@example', CASE WHEN n % 3 = 0 THEN 'sad' ELSE 'ok' END::mood,
  smallrange(n::small, (n + 1)::small) FROM generate_series(1, 3000) n;
CREATE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$)sql";

class Aftermath : public Hostile {
 protected:
  // The ghost after a change to the alarmed database. `superuser_sql` is run in production before it is captured.
  twin::Ghost ghost_after(const std::vector<std::string>& statements, std::string_view superuser_sql = "") {
    NoProgress quiet;
    Laboratory production(GetParam(), alarmed);
    if (!superuser_sql.empty()) tests::run(production.superuser, superuser_sql);
    tests::run(production.superuser, "ANALYZE public.mail");
    auto snapshot = snapshot::capture(production.cluster.target("postgres"), {}, quiet);
    EXPECT_TRUE(snapshot) << snapshot.error().what;
    auto key = fmt::format("test{}{}", ::getpid(), std::chrono::system_clock::now().time_since_epoch().count());
    auto base = twin::raise_base(*snapshot, key, quiet);
    EXPECT_TRUE(base) << base.error().what;
    for (auto& missing : base->missing) ADD_FAILURE() << missing.object << ": " << missing.why;
    auto lab = twin::Lab::raise(*base, *snapshot, "app", twin::LabTables::empty, quiet);
    EXPECT_TRUE(lab) << lab.error().what;
    change::Migration migration{.name = "change", .in_transaction = false, .steps = {}};
    for (auto& statement : statements) migration.steps.push_back({statement, "change.sql", 1, ""});
    auto run = lab->run({"", {migration}}, {}, quiet);
    EXPECT_TRUE(run) << run.error().what;
    for (auto& step : run->steps)
      if (step.effects.error) ADD_FAILURE() << step.effects.error->what;
    auto ghost = twin::Ghost::after(std::move(*lab).leave(), *base, *snapshot, {}, quiet);
    EXPECT_TRUE(ghost) << ghost.error().what;
    return std::move(*ghost);
  }
  void expect_quiet(const twin::Ghost& ghost) {
    auto server = *ghost.connect();
    EXPECT_EQ(*server.scalar("SELECT is_called FROM public.loot"), "f") << "the change's code ran as the superuser";
    ASSERT_TRUE(server.execute("SELECT public.evil()"));
    EXPECT_EQ(*server.scalar("SELECT is_called FROM public.loot"), "t") << "the alarm does not work";
  }

 private:
  PrivateCache twins_;  // of use to nobody else
};
INSTANTIATE_TEST_SUITE_P(Majors, Aftermath, testing::ValuesIn(tests::tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

TEST_P(Aftermath, ChecksOfDomainsDoNotRunAsSuperuser) {
  expect_quiet(ghost_after({"ALTER DOMAIN email ADD CHECK (public.evil())", "CREATE INDEX ON mail (address)"}));
}

TEST_P(Aftermath, CastsDoNotRunAsSuperuser) {
  expect_quiet(ghost_after(
      {"CREATE FUNCTION moods(text) RETURNS mood[] LANGUAGE sql AS $$ SELECT "
       "NULL::public.mood[] WHERE public.evil() $$",
       "CREATE CAST (text AS mood[]) WITH FUNCTION moods(text)",
       "CREATE FUNCTION feeling(text) RETURNS mood LANGUAGE sql AS $$ SELECT NULL::public.mood "
       "WHERE public.evil() $$",
       "CREATE CAST (text AS mood) WITH FUNCTION feeling(text) AS IMPLICIT", "CREATE INDEX ON mail (feeling)"}));
}

TEST_P(Aftermath, ChecksBelowRangesDoNotRunAsSuperuser) {
  expect_quiet(ghost_after({"ALTER DOMAIN small ADD CHECK (public.evil()) NOT VALID", "CREATE INDEX ON mail (span)"}));
}

TEST_P(Aftermath, EventTriggersDoNotRunAsSuperuser) {
  std::string triggers =
      "CREATE EVENT TRIGGER logs ON ddl_command_end EXECUTE FUNCTION public.log_ddl();"
      "CREATE EVENT TRIGGER logs_always ON ddl_command_start EXECUTE FUNCTION public.log_ddl();"
      "ALTER EVENT TRIGGER logs_always ENABLE ALWAYS;";
  if (GetParam() >= 17) triggers += "CREATE EVENT TRIGGER logs_in ON login EXECUTE FUNCTION public.log_ddl();";
  expect_quiet(ghost_after({"CREATE OR REPLACE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN "
                            "PERFORM public.evil(); END $$",
                            "CREATE INDEX ON mail (address)"},
                           triggers));
}

TEST_P(Aftermath, EventTriggerThatWritesALogStopsNoTwin) {
  auto ghost = ghost_after({"CREATE INDEX ON mail (address)"},
                           "SET search_path = public; CREATE TABLE ddl_log (at timestamptz); ALTER TABLE ddl_log OWNER "
                           "TO app; CREATE OR REPLACE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ "
                           "BEGIN INSERT INTO ddl_log VALUES (now()); END $$; CREATE EVENT TRIGGER logs ON "
                           "ddl_command_end EXECUTE FUNCTION log_ddl(); ALTER EVENT TRIGGER logs ENABLE ALWAYS");
  auto server = *ghost.connect();
  EXPECT_EQ(*server.scalar("SELECT count(*) FROM pg_event_trigger WHERE evtenabled = 'D'"), "1");
}

}  // namespace
}  // namespace ante::tests
