// What statements really do, as the lab sees it, on every tested major.
#include <algorithm>

#include "support/laboratory.h"

namespace ante::tests {
namespace {

class Lab : public testing::TestWithParam<int> {
 protected:
  Laboratory lab(std::string_view schema, std::string_view superuser_sql = "") {
    return Laboratory(GetParam(), schema, superuser_sql);
  }
};
INSTANTIATE_TEST_SUITE_P(Majors, Lab, testing::ValuesIn(tests::tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

#define EXPECT_RAN(effects) EXPECT_FALSE((effects).error) << (effects).error->what

constexpr const char* pupils = R"sql(
  CREATE TABLE pupil (id int PRIMARY KEY, name text, born date);
  CREATE INDEX pupil_name ON pupil (name);
  CREATE TABLE mark (id int, pupil int, value int))sql";

TEST_P(Lab, TypeChangeRewritesScansAndRebuilds) {
  auto effects = lab(pupils).run_one("ALTER TABLE pupil ALTER name TYPE bigint USING 1");
  EXPECT_RAN(effects);
  EXPECT_EQ(effects.rewritten, Names{"public.pupil"});
  EXPECT_EQ(effects.scanned, Names{"public.pupil"});
  EXPECT_EQ(effects.built, (Names{"public.pupil_pkey", "public.pupil_name"}));
  EXPECT_TRUE(holds(effects, "public.pupil", "AccessExclusiveLock"));
  EXPECT_TRUE(std::ranges::any_of(effects.locks, [](auto& lock) { return lock.kind == "toast"; }));
  EXPECT_TRUE(std::ranges::any_of(effects.catalog, [](auto& d) { return d.kind == "column" && d.field == "type"; }));
}

TEST_P(Lab, WideningATypeRewritesNothing) {
  auto effects = lab("CREATE TABLE t (a varchar(10)); CREATE INDEX t_a ON t (a)")
                     .run_one("ALTER TABLE t ALTER a TYPE varchar(20)");
  EXPECT_RAN(effects);
  EXPECT_TRUE(effects.rewritten.empty());
  EXPECT_TRUE(effects.built.empty());
  EXPECT_TRUE(holds(effects, "public.t", "AccessExclusiveLock"));
}

TEST_P(Lab, CreateIndexLocksOutWritersScansAndBuilds) {
  auto effects = lab(pupils).run_one("CREATE INDEX ON mark (pupil)");
  EXPECT_RAN(effects);
  EXPECT_EQ(shown(effects.locks), Names{"public.mark table ShareLock"});
  EXPECT_EQ(effects.scanned, Names{"public.mark"});
  EXPECT_EQ(effects.built, Names{"public.mark_pupil_idx"});
  EXPECT_FALSE(effects.outside_transaction);
}

TEST_P(Lab, ForeignKeyLocksBothTables) {
  auto effects = lab(pupils).run_one("ALTER TABLE mark ADD FOREIGN KEY (pupil) REFERENCES pupil");
  EXPECT_RAN(effects);
  EXPECT_TRUE(holds(effects, "public.mark", "ShareRowExclusiveLock"));
  EXPECT_TRUE(holds(effects, "public.pupil", "ShareRowExclusiveLock"));
}

TEST_P(Lab, TruncateEmptiesAndRewritesNothing) {
  auto effects = lab(pupils).run_one("TRUNCATE pupil");
  EXPECT_RAN(effects);
  EXPECT_EQ(effects.emptied, Names{"public.pupil"});
  EXPECT_TRUE(effects.rewritten.empty());
  EXPECT_TRUE(effects.built.empty());
}

TEST_P(Lab, LocksOfEarlierStatementsAreNotCountedAgain) {
  auto run = lab(pupils).run({"ALTER TABLE mark ADD note text", "ALTER TABLE mark ADD note2 text"});
  EXPECT_FALSE(run.steps[0].effects.locks.empty());
  EXPECT_EQ(shown(run.steps[1].effects.locks), Names{});
  EXPECT_EQ(run.steps[1].effects.catalog.size(), 1u);
}

TEST_P(Lab, SerializableTransactionsHoldNoLockForWhatTheyRead) {
  auto run = lab(pupils).run({"BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT * FROM pupil", "COMMIT"}, false);
  EXPECT_TRUE(run.complete);
  EXPECT_EQ(shown(run.steps[1].effects.locks),
            (Names{"public.pupil table AccessShareLock", "public.pupil_name index AccessShareLock",
                   "public.pupil_pkey index AccessShareLock"}));
}

TEST_P(Lab, WhatWasTakenBackIsNotSeenAgain) {
  auto run = lab(pupils).run(
      {"BEGIN", "SAVEPOINT a", "TRUNCATE mark", "ROLLBACK TO a", "SELECT 1", "TRUNCATE mark", "COMMIT"}, false);
  EXPECT_TRUE(run.complete);
  EXPECT_EQ(run.steps[2].effects.emptied, Names{"public.mark"});
  EXPECT_TRUE(run.steps[4].effects.emptied.empty());
  EXPECT_TRUE(run.steps[4].effects.locks.empty());
  EXPECT_EQ(run.steps[5].effects.emptied, Names{"public.mark"});
}

TEST_P(Lab, ChainedTransactionsAreSeenOneByOne) {
  auto run = lab(pupils).run({"BEGIN", "TRUNCATE mark", "COMMIT AND CHAIN", "SELECT 1", "ALTER TABLE mark ADD x int",
                              "ROLLBACK AND CHAIN", "ALTER TABLE mark ADD x int", "COMMIT"},
                             false);
  EXPECT_TRUE(run.complete);
  EXPECT_TRUE(run.steps[3].effects.emptied.empty());
  EXPECT_TRUE(holds(run.steps[4].effects, "public.mark", "AccessExclusiveLock"));
  EXPECT_EQ(run.steps[6].effects.catalog.size(), 1u);
}

TEST_P(Lab, WhatWeStoppedIsToldFromWhatFailed) {
  auto laboratory = lab(pupils);
  laboratory.limits.statement = Millis(300);
  EXPECT_TRUE(laboratory.run_one("SELECT pg_sleep(20)").stopped);
  auto failed = laboratory.run_one("SELECT 1 / 0");
  EXPECT_TRUE(failed.error);
  EXPECT_FALSE(failed.stopped);
}

TEST_P(Lab, WhatWeStoppedAtTheCommitIsToldToo) {
  auto made = lab(R"sql(CREATE TABLE t (a int);
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow())sql");
  made.limits.statement = Millis(300);
  for (bool in_transaction : {true, false}) {
    auto effects = made.run_one("INSERT INTO t VALUES (1)", in_transaction);
    ASSERT_TRUE(effects.error);
    EXPECT_TRUE(effects.stopped) << effects.error->what;
  }
}

TEST_P(Lab, StatementThatWaitsTooOftenIsNotTakenForSeen) {
  std::string schema;
  for (int i = 0; i < 30; ++i) schema += fmt::format("CREATE TABLE t{0} (id int PRIMARY KEY);", i);
  auto run = lab(schema, "ALTER SCHEMA public OWNER TO app").run({"REINDEX SCHEMA CONCURRENTLY public"}, false);
  EXPECT_RAN(run.steps[0].effects);
  ASSERT_EQ(run.reservations.size(), 1u);
  EXPECT_NE(run.reservations[0].find("no longer held back"), std::string::npos) << run.reservations[0];
}

TEST_P(Lab, WhatTheChangeMadeItselfDoesNotCount) {
  auto run = lab(pupils).run(
      {"CREATE TABLE fresh (id int)", "CREATE INDEX fresh_id ON fresh (id)", "ALTER TABLE fresh ALTER id TYPE text"});
  for (auto& step : run.steps) {
    EXPECT_RAN(step.effects);
    EXPECT_EQ(shown(step.effects.locks), Names{});
    EXPECT_TRUE(step.effects.rewritten.empty());
    EXPECT_TRUE(step.effects.built.empty());
  }
}

TEST_P(Lab, CodeInABlockIsSeenBecauseItRuns) {
  auto effects = lab(pupils).run_one(
      "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || 'mark ADD x int NOT NULL DEFAULT random()*10'; END $$");
  EXPECT_RAN(effects);
  EXPECT_EQ(effects.rewritten, Names{"public.mark"});
}

TEST_P(Lab, FunctionThatAltersIsSeen) {
  auto effects = lab(std::string(pupils) +
                     "; CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN DROP INDEX pupil_name; END'")
                     .run_one("SELECT f()");
  EXPECT_RAN(effects);
  EXPECT_TRUE(holds(effects, "public.pupil_name", "AccessExclusiveLock"));
  EXPECT_TRUE(std::ranges::any_of(
      effects.catalog, [](auto& d) { return d.what == catalog::Difference::What::removed && d.kind == "index"; }));
}

TEST_P(Lab, EventTriggerIsSeen) {
  auto made = lab(std::string(pupils) +
                  "; CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN LOCK TABLE pupil; END'");
  tests::run(made.superuser, "CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION public.e()");
  auto effects = made.run_one("CREATE TABLE other (id int)");
  EXPECT_RAN(effects);
  EXPECT_TRUE(holds(effects, "public.pupil", "AccessExclusiveLock"));
}

constexpr const char* partitioned = R"sql(
  CREATE TABLE part (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
  CREATE TABLE part_rest PARTITION OF part DEFAULT;
  CREATE TABLE part_2 (id int, at date))sql";

TEST_P(Lab, AttachingAPartitionLocksAndScansTheDefaultOne) {
  auto effects =
      lab(partitioned)
          .run_one("ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')");
  EXPECT_RAN(effects);
  EXPECT_TRUE(holds(effects, "public.part_rest", "AccessExclusiveLock"));
  EXPECT_TRUE(holds(effects, "public.part", "ShareUpdateExclusiveLock"));
  EXPECT_NE(std::ranges::find(effects.scanned, "public.part_rest"), effects.scanned.end());
}

TEST_P(Lab, DetachingAPartitionLocksTheParent) {
  auto effects = lab(partitioned).run_one("ALTER TABLE part DETACH PARTITION part_1");
  EXPECT_RAN(effects);
  EXPECT_TRUE(holds(effects, "public.part", "AccessExclusiveLock"));
}

TEST_P(Lab, DetachingConcurrentlyIsSeenWhileItRuns) {
  auto effects = lab(partitioned + std::string("; DROP TABLE part_rest"))
                     .run_one("ALTER TABLE part DETACH PARTITION part_1 CONCURRENTLY", false);
  if (GetParam() < 14) {
    EXPECT_EQ(effects.error->sqlstate, "42601");
    return;
  }
  EXPECT_RAN(effects);
  EXPECT_TRUE(effects.outside_transaction);
  EXPECT_TRUE(holds(effects, "public.part", "ShareUpdateExclusiveLock"));
  EXPECT_TRUE(holds(effects, "public.part_1", "AccessExclusiveLock"))
      << fmt::format("{}", fmt::join(shown(effects.locks), "\n"));
}

TEST_P(Lab, CreateIndexConcurrentlyIsSeenWhileItRuns) {
  auto effects = lab(pupils).run_one("CREATE INDEX CONCURRENTLY mark_pupil ON mark (pupil)", false);
  EXPECT_RAN(effects);
  EXPECT_TRUE(effects.outside_transaction);
  EXPECT_EQ(shown(effects.locks), Names{"public.mark table ShareUpdateExclusiveLock"});
  EXPECT_EQ(effects.built, Names{"public.mark_pupil"});
  EXPECT_EQ(effects.scanned, Names{"public.mark"});
  EXPECT_TRUE(std::ranges::any_of(effects.catalog, [](auto& d) { return d.kind == "index"; }));
}

TEST_P(Lab, DropIndexConcurrentlyIsSeenWhileItRuns) {
  auto effects = lab(pupils).run_one("DROP INDEX CONCURRENTLY pupil_name", false);
  EXPECT_RAN(effects);
  EXPECT_TRUE(effects.outside_transaction);
  EXPECT_TRUE(holds(effects, "public.pupil", "ShareUpdateExclusiveLock"));
  EXPECT_FALSE(holds(effects, "public.pupil", "AccessExclusiveLock"));
  EXPECT_TRUE(holds(effects, "public.pupil_name", "ShareUpdateExclusiveLock"));
}

TEST_P(Lab, ReindexConcurrentlyIsSeenWhileItRuns) {
  auto effects = lab(pupils).run_one("REINDEX TABLE CONCURRENTLY pupil", false);
  EXPECT_RAN(effects);
  EXPECT_TRUE(holds(effects, "public.pupil", "ShareUpdateExclusiveLock"));
  EXPECT_EQ(effects.built.size(), 2u);
}

TEST_P(Lab, VacuumIsSeenWhileItRuns) {
  auto effects = lab(pupils).run_one("VACUUM mark", false);
  EXPECT_RAN(effects);
  EXPECT_TRUE(effects.outside_transaction);
  EXPECT_TRUE(holds(effects, "public.mark", "ShareUpdateExclusiveLock"));
  EXPECT_FALSE(holds(effects, "public.mark", "AccessExclusiveLock"));
}

TEST_P(Lab, VacuumFullRewrites) {
  auto effects = lab(pupils).run_one("VACUUM FULL pupil", false);
  EXPECT_RAN(effects);
  EXPECT_TRUE(holds(effects, "public.pupil", "AccessExclusiveLock"));
  EXPECT_EQ(effects.rewritten, Names{"public.pupil"});
}

TEST_P(Lab, ProcedureThatCommitsRunsAlone) {
  auto effects = lab(std::string(pupils) +
                     "; CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN ALTER TABLE mark ADD x int; COMMIT; END'")
                     .run_one("CALL p()", false);
  EXPECT_RAN(effects);
  EXPECT_TRUE(effects.outside_transaction);
  EXPECT_TRUE(holds(effects, "public.mark", "AccessExclusiveLock"));
}

TEST_P(Lab, EnumValueIsAddedInATransaction) {
  auto run = lab("CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (m mood)")
                 .run({"ALTER TYPE mood ADD VALUE 'glad'", "INSERT INTO t VALUES ('glad')"});
  EXPECT_RAN(run.steps[0].effects);
  ASSERT_TRUE(run.steps[1].effects.error);
  EXPECT_EQ(run.steps[1].effects.error->sqlstate, "55P04");
}

TEST_P(Lab, NotNullFailsOnlyWhereThereAreRows) {
  auto made = lab(pupils);
  EXPECT_RAN(made.run_one("ALTER TABLE mark ADD a int NOT NULL"));
  tests::run(made.superuser, "INSERT INTO public.pupil VALUES (1)");
  auto effects = made.run_one("ALTER TABLE pupil ADD a int NOT NULL");
  ASSERT_TRUE(effects.error);
  EXPECT_EQ(effects.error->sqlstate, "23502");
}

TEST_P(Lab, AfterAnErrorNothingIsReached) {
  auto made = lab(pupils);
  auto run = made.run({"ALTER TABLE mark ADD x int", "SELECT nothing", "DROP TABLE mark"});
  EXPECT_FALSE(run.complete);
  EXPECT_TRUE(run.steps[1].effects.error);
  EXPECT_FALSE(run.steps[2].reached);
  EXPECT_EQ(made.superuser.scalar(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'public.mark'::regclass AND attname = 'x'"),
            "0");
}

TEST_P(Lab, ConcurrentIndexInAToolsTransactionFails) {
  auto effects = lab(pupils).run_one("CREATE INDEX CONCURRENTLY ON mark (pupil)", true);
  ASSERT_TRUE(effects.error);
  EXPECT_EQ(effects.error->sqlstate, "25001");
}

TEST_P(Lab, WhereNobodySaidSoTheMigrationRunsWithoutATransaction) {
  auto made = lab(pupils);
  made.assumed = true;
  auto run = made.run({"ALTER TABLE mark ADD x int", "CREATE INDEX CONCURRENTLY ON mark (x)"});
  EXPECT_TRUE(run.complete);
  EXPECT_FALSE(run.steps[0].effects.outside_transaction);
  EXPECT_TRUE(run.steps[1].effects.outside_transaction);
}

TEST_P(Lab, OwnTransactionsAreRespected) {
  auto run = lab(pupils).run({"BEGIN", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET LOCAL lock_timeout = '1s'",
                              "ALTER TABLE mark ADD x int", "SAVEPOINT s", "DROP TABLE mark", "ROLLBACK TO s", "COMMIT",
                              "ALTER TABLE mark ADD y int"},
                             false);
  for (auto& step : run.steps) EXPECT_RAN(step.effects);
  EXPECT_TRUE(run.complete);
  EXPECT_TRUE(holds(run.steps[3].effects, "public.mark", "AccessExclusiveLock"));
  EXPECT_TRUE(holds(run.steps[8].effects, "public.mark", "AccessExclusiveLock"));
  ASSERT_EQ(run.steps[8].effects.catalog.size(), 1u);
  EXPECT_EQ(run.steps[8].effects.catalog[0].what, catalog::Difference::What::added);
}

// statement_timeout counts while a statement waits, too; what the session says of itself is believed.
TEST_P(Lab, StatementWaitsForItsLockAsLongAsItsTimeoutsLetIt) {
  auto run =
      lab(pupils).run({"ALTER TABLE mark ADD a int", "SET statement_timeout = '3s'", "ALTER TABLE mark ADD b int",
                       "SET lock_timeout = '10min'", "ALTER TABLE mark ADD c int", "SET statement_timeout = 0",
                       "ALTER TABLE mark ADD d int", "RESET ALL", "LOCK TABLE mark NOWAIT"});
  EXPECT_EQ(run.steps[0].effects.lock_timeout, Millis{0});
  EXPECT_EQ(run.steps[2].effects.lock_timeout, Millis{3'000});
  EXPECT_EQ(run.steps[4].effects.lock_timeout, Millis{3'000});
  EXPECT_EQ(run.steps[6].effects.lock_timeout, Millis{600'000});
  EXPECT_EQ(run.steps[8].effects.lock_timeout, Millis{1}) << "it gives up at once";
}

// The lab itself holds such a statement for as long as it looks at its locks.
TEST_P(Lab, WaitForTheLabIsNoWaitForOthers) {
  auto run = lab(pupils).run({"SET lock_timeout = 1", "SET statement_timeout = '1min'",
                              "CREATE INDEX CONCURRENTLY ON pupil (id)", "ALTER TABLE mark ADD a int"},
                             false);
  for (auto& step : run.steps) EXPECT_RAN(step.effects);
  EXPECT_EQ(run.steps[2].effects.lock_timeout, Millis{1});
  EXPECT_EQ(run.steps[3].effects.lock_timeout, Millis{1}) << "it is set again";
}

TEST_P(Lab, DeferredConstraintFailsAtTheCommit) {
  auto run = lab("CREATE TABLE a (id int PRIMARY KEY, other int REFERENCES a DEFERRABLE INITIALLY DEFERRED)")
                 .run({"INSERT INTO a VALUES (1, 2)"});
  ASSERT_TRUE(run.steps[0].effects.error);
  EXPECT_TRUE(run.steps[0].effects.error->what.starts_with("at the commit")) << run.steps[0].effects.error->what;
}

// What one transaction wrote again, or emptied, the next one finds so. (TRUNCATE reads nothing: no counter tells of
// it.)
TEST_P(Lab, RewriteOfATransactionBeforeIsNoneOfTheNext) {
  auto run = lab("CREATE TABLE t (id int)")
                 .run({"BEGIN", "TRUNCATE t", "SAVEPOINT here", "COMMIT\nAND CHAIN", "ALTER TABLE t ADD COLUMN a int",
                       "COMMIT", "ALTER TABLE t ADD COLUMN b int", "BEGIN", "TRUNCATE t", "ROLLBACK",
                       "ALTER TABLE t ADD COLUMN c int"},
                      false);
  ASSERT_TRUE(run.complete);
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    auto& effects = run.steps[i].effects;
    EXPECT_EQ(effects.rewritten.size() + effects.emptied.size(), i == 1 || i == 8 ? 1u : 0u) << i;
  }
}

}  // namespace
}  // namespace ante::tests
