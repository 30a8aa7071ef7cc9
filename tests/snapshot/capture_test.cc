#include "snapshot/capture.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "snapshot/grants.h"
#include "support/captured_school.h"
#include "support/private_cache.h"

namespace ante::snapshot {
namespace {

using tests::blind;
using tests::captured;
using tests::connect;
using tests::private_server;
using tests::run;
using tests::shape_of;

class EachMajor : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Majors, EachMajor, testing::ValuesIn(tests::tested_majors()),
                         testing::PrintToStringParamName());

const StatisticsSlot* slot_of(const Snapshot& snapshot, std::string_view relation, std::string_view column, int kind) {
  for (auto& slot : snapshot.slots)
    if (slot.relation == relation && slot.column == column && slot.kind == kind) return &slot;
  return nullptr;
}

// Each B-tree's height as pageinspect reads it off the metapage.
void expect_true_heights(pg::Connection& connection, const Snapshot& snapshot) {
  for (auto& index : snapshot.catalog.indexes) {
    if (index.method != "btree") continue;
    auto storage = connection.scalar(fmt::format("SELECT relkind FROM pg_class WHERE oid = {}", index.oid));
    if (storage != "i") continue;
    auto level = connection.scalar(fmt::format("SELECT fastlevel FROM bt_metap({})", pg::quote_literal(index.name)));
    ASSERT_TRUE(level) << level.error().what;
    auto* shape = shape_of(snapshot, index.name);
    ASSERT_TRUE(shape) << index.name;
    EXPECT_EQ(std::to_string(shape->height), *level) << index.name << " from " << shape->height_from;
  }
}

TEST_P(EachMajor, SuperuserSeesAllButTheMissingTraffic) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  tests::build_school(connection);
  auto snapshot = captured(cluster.target("postgres"));
  EXPECT_EQ(snapshot.source.level, "superuser");
  for (auto& spot : snapshot.blind_spots) EXPECT_EQ(spot.about, "workload") << spot.what;
  EXPECT_TRUE(blind(snapshot, "workload", "pg_stat_statements"));
  EXPECT_FALSE(snapshot.source.system_identifier.empty());

  auto* primary = shape_of(snapshot, "public.mark_pkey");
  ASSERT_TRUE(primary);
  EXPECT_EQ(primary->low, "1");
  EXPECT_EQ(primary->high, "100000");
  EXPECT_EQ(primary->height_from, "planner");
  EXPECT_EQ(shape_of(snapshot, "public.mark_subject")->low, "latin");
  EXPECT_EQ(shape_of(snapshot, "public.pupil_lower")->high, "pupil 9999");
  EXPECT_FALSE(shape_of(snapshot, "public.mark_low")->low);
  EXPECT_TRUE(shape_of(snapshot, "public.mark_tags")->metapage);
  EXPECT_TRUE(shape_of(snapshot, "public.mark_brin")->metapage);
  run(connection, "CREATE EXTENSION pageinspect");
  expect_true_heights(connection, snapshot);
}

TEST_P(EachMajor, ValuesHaveTheTypeThatTheirArrayHas) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  tests::build_school(connection);
  auto snapshot = captured(cluster.target("postgres"));
  auto types = connection.query(R"(
SELECT DISTINCT format('%I.%I', n.nspname, c.relname), s.staattnum, k.kind,
       (SELECT format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) FROM pg_type t  -- of a domain, what it is over
        WHERE t.oid = ('x' || encode(substr(array_send(k.vals), 9, 4), 'hex'))::bit(32)::int::oid)
  FROM pg_statistic s JOIN pg_class c ON c.oid = s.starelid JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  CROSS JOIN LATERAL (VALUES (s.stakind1, s.stavalues1), (s.stakind2, s.stavalues2), (s.stakind3, s.stavalues3),
    (s.stakind4, s.stavalues4), (s.stakind5, s.stavalues5)) k(kind, vals) WHERE k.vals IS NOT NULL)");
  ASSERT_TRUE(types) << types.error().what;
  EXPECT_GT(types->size(), 20);
  for (int row = 0; row < types->size(); ++row) {
    bool found = false;
    for (auto& slot : snapshot.slots) {
      if (slot.relation != types->text(row, 0) || slot.number != types->integer(row, 1) ||
          slot.kind != types->integer(row, 2))
        continue;
      found = true;
      // The type's name may be qualified in the snapshot only.
      EXPECT_TRUE(slot.value_type && slot.value_type->ends_with(types->text(row, 3)))
          << slot.relation << "." << slot.column << " " << slot.kind;
    }
    EXPECT_TRUE(found) << types->text(row, 0);
  }
}

TEST_P(EachMajor, SelectOnTablesShowsTheSameStatistics) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  tests::build_school(connection);
  run(connection,
      "CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; REVOKE SELECT ON payroll FROM "
      "reader");
  auto all = captured(cluster.target("postgres"));
  auto seen = captured(cluster.target("postgres", "reader"));
  EXPECT_EQ(seen.source.level, "select");
  EXPECT_EQ(seen.sizes.size(), all.sizes.size());
  for (auto& column : all.columns) {
    if (column.column.empty() || column.relation == "public.payroll") continue;
    EXPECT_TRUE(std::ranges::any_of(seen.columns,
                                    [&](auto& c) {
                                      return c.relation == column.relation && c.column == column.column &&
                                             c.inherited == column.inherited && c.distinct == column.distinct &&
                                             c.null_fraction == column.null_fraction;
                                    }))
        << column.relation << "." << column.column;
  }
  auto* theirs = slot_of(seen, "public.mark", "subject", 1);
  auto* ours = slot_of(all, "public.mark", "subject", 1);
  ASSERT_TRUE(theirs && ours);
  EXPECT_EQ(theirs->values, ours->values);
  EXPECT_EQ(theirs->numbers, ours->numbers);
  EXPECT_EQ(theirs->value_type, ours->value_type);
  EXPECT_EQ(slot_of(seen, "public.mark", "tags", 4)->value_type, "text");
  EXPECT_EQ(slot_of(seen, "public.report", "grade", 1)->value_type, "smallint");
  EXPECT_EQ(shape_of(seen, "public.mark_pkey")->height_from, "planner");
  EXPECT_EQ(shape_of(seen, "public.mark_pkey")->high, "100000");
  // What it could not see is said, table by table.
  EXPECT_TRUE(blind(seen, "statistics", "public.payroll"));
  EXPECT_TRUE(blind(seen, "statistics", "public.pupil_lower"));
  // Newer minor versions show extended statistics to the table's owner alone.
  EXPECT_TRUE(blind(seen, "extended statistics", "public.mark_both") ||
              std::ranges::find(seen.extended, "public.mark_both", &ExtendedStatisticsData::statistics) !=
                  seen.extended.end());
  EXPECT_TRUE(blind(seen, "ends", "payroll_pkey"));
  EXPECT_FALSE(slot_of(seen, "public.payroll", "salary", 2));
}

TEST_P(EachMajor, ActivityAloneShowsSizesAndNoStatistics) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  tests::build_school(connection);
  run(connection, "CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
  auto seen = captured(cluster.target("postgres", "watcher"));
  EXPECT_EQ(seen.source.level, "activity");
  EXPECT_GT(seen.sizes.size(), 10u);
  EXPECT_TRUE(seen.columns.empty());
  EXPECT_TRUE(blind(seen, "statistics", "public.mark"));
  EXPECT_TRUE(blind(seen, "heights"));
  EXPECT_TRUE(blind(seen, "ends"));
  EXPECT_TRUE(blind(seen, "sequences"));
}

TEST_P(EachMajor, ARoleWithoutAnyRightsStillGetsAFile) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  tests::build_school(connection);
  run(connection, "CREATE ROLE nobody LOGIN; REVOKE USAGE ON SCHEMA public FROM PUBLIC");
  auto seen = captured(cluster.target("postgres", "nobody"));
  EXPECT_EQ(seen.source.level, "activity");
  EXPECT_TRUE(blind(seen, "statistics", "public.pupil"));
  EXPECT_TRUE(blind(seen, "figures", "other users"));
}

TEST_P(EachMajor, LockedTableEndsTheCaptureInsteadOfWaiting) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  tests::build_school(connection);
  auto other = connect(cluster);
  run(other, "BEGIN; LOCK TABLE payroll IN ACCESS EXCLUSIVE MODE");
  NoProgress quiet;
  auto seen = capture(cluster.target("postgres"), {}, quiet);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().sqlstate, "55P03") << seen.error().what;
  EXPECT_TRUE(contains(seen.error().what, fmt::format("payroll by session {}", other.backend_pid())))
      << seen.error().what;
}

TEST(Capture, LeavesNoSessionBehind) {
  auto cluster = private_server();
  auto connection = connect(cluster);
  captured(cluster.target("postgres"));
  EXPECT_TRUE(tests::eventually([&] {
    return *connection.scalar("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ante capture'") == "0";
  }));
}

TEST_P(EachMajor, LedgersGiveTheirVersionsOnly) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  run(connection, R"(
CREATE TABLE schema_migrations (version bigint, dirty boolean); INSERT INTO schema_migrations VALUES (20260101, true);
CREATE SCHEMA app; CREATE TABLE app.schema_migrations (version text); INSERT INTO app.schema_migrations VALUES ('20250101'), ('20250202');
CREATE TABLE goose_db_version (id serial, version_id bigint, is_applied boolean);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, true), (2, true), (2, false);
CREATE TABLE flyway_schema_history (installed_rank int, version text, description text, type text, script text, checksum int, success boolean);
INSERT INTO flyway_schema_history VALUES (1, '1.1', 'a', 'SQL', 'hunter2', 7, true), (2, '1.2', 'b', 'SQL', 'hunter2', 7, false), (3, NULL, 'of rows', 'SQL', 'hunter2', 8, true), (4, NULL, 'of rows', 'SQL', 'hunter2', -9, true), (5, '0.5', 'c', 'BASELINE', 'hunter2', NULL, true), (6, '1.3', 'd', 'SQL', 'hunter2', 7, true), (7, '1.3', 'd', 'UNDO_SQL', 'hunter2', 7, true), (0, NULL, 'e', 'SCHEMA', 'hunter2', NULL, true);
CREATE TABLE "SequelizeMeta" (name text); INSERT INTO "SequelizeMeta" VALUES ('first.js'))");
  auto snapshot = captured(cluster.target("postgres"));
  std::vector<std::string> found;
  for (auto& entry : snapshot.ledger)
    found.push_back(entry.tool + " " + entry.version + " " + entry.detail.value_or(""));
  std::ranges::sort(found);
  EXPECT_EQ(found, (std::vector<std::string>{"flyway 0.5 baseline", "flyway 1.1 ", "flyway 1.2 failed",
                                             "flyway R__of rows checksum -9", "golang-migrate 20260101 dirty",
                                             "goose 1 ", "schema_migrations 20250101 ", "schema_migrations 20250202 ",
                                             "sequelize first.js "}));
}

TEST_P(EachMajor, SettingsOfRolesAndDatabasesAreKeptApart) {
  auto cluster = private_server(GetParam(), {{"work_mem", "7MB"}, {"statement_timeout", "77s"}});
  auto connection = connect(cluster);
  run(connection,
      fmt::format(
          "CREATE ROLE app; ALTER ROLE app SET work_mem = '9MB'; ALTER DATABASE postgres SET random_page_cost = 1.5;"
          "ALTER ROLE app SET app.secret = 'hunter2'; ALTER ROLE {} SET enable_hashjoin = off",
          pg::private_superuser));
  auto snapshot = captured(cluster.target("postgres"));
  auto value = [&](std::string_view name, Text role, Text database) -> Text {
    for (auto& setting : snapshot.settings)
      if (setting.name == name && setting.role == role && setting.database == database) return setting.value;
    return std::nullopt;
  };
  EXPECT_EQ(value("work_mem", {}, {}), "7168");
  EXPECT_EQ(value("statement_timeout", {}, {}), "77000");  // the server's, not the capture's own
  EXPECT_EQ(value("work_mem", "app", {}), "9MB");
  EXPECT_EQ(value("random_page_cost", {}, "postgres"), "1.5");
  EXPECT_EQ(value("random_page_cost", {}, {}), "4");
  EXPECT_EQ(value("enable_hashjoin", {}, {}), "on");
  for (auto& setting : snapshot.settings) EXPECT_NE(setting.name, "app.secret");
}

void expect_level_select(const pg::Cluster& cluster, const std::string& role) {
  auto seen = captured(cluster.target("postgres", role));
  EXPECT_EQ(seen.source.level, "select");
  EXPECT_FALSE(blind(seen, "ends"));
  EXPECT_FALSE(blind(seen, "sequences"));
  EXPECT_FALSE(blind(seen, "statistics", "SELECT"));
}

// The GRANTs that doctor prints are what they say: with them, the level is reached.
TEST(Grants, OpenTheLevelThatTheyName) {
  auto cluster = private_server();
  auto connection = connect(cluster);
  tests::build_school(connection);
  run(connection, grants_text("the \"reader\""));
  expect_level_select(cluster, "the \"reader\"");
}

TEST(Grants, NameEverySchemaAndOwnerOfASnapshot) {
  auto cluster = private_server();
  auto connection = connect(cluster);
  run(connection, R"sql(
    CREATE ROLE "o'wner"; CREATE SCHEMA "a.b" AUTHORIZATION "o'wner";
    SET ROLE "o'wner"; CREATE TABLE "a.b".t AS SELECT g FROM generate_series(1, 1000) g; CREATE INDEX ON "a.b".t (g);
    RESET ROLE; ANALYZE; REVOKE CONNECT ON DATABASE postgres FROM PUBLIC)sql");
  auto first = captured(cluster.target("postgres"));
  run(connection, grants_text("reader", &first.catalog));
  run(connection, "SET ROLE \"o'wner\"; CREATE TABLE \"a.b\".later (); CREATE SEQUENCE \"a.b\".counting");
  expect_level_select(cluster, "reader");
}

// Of rows that were all-visible, some are deleted: VACUUM's figure knows nothing of it, CREATE INDEX does.
TEST_P(EachMajor, AllVisiblePagesAreCountedAnew) {
  auto cluster = private_server(GetParam(), tests::idle_autovacuum(GetParam()));
  auto connection = connect(cluster);
  // Rows of a commit that may still be lost are not all-visible.
  run(connection, "SET synchronous_commit = on");
  run(connection, "CREATE TABLE t AS SELECT g AS id, repeat('x', 100) AS x FROM generate_series(1, 9000) g");
  run(connection, "VACUUM ANALYZE t");
  // A checkpoint's time is known in seconds only.
  run(connection, "DELETE FROM t WHERE id <= 600; SELECT pg_sleep(1.1)");
  run(connection, "CHECKPOINT");
  ASSERT_TRUE(
      tests::eventually([&] { return connection.scalar("SELECT n_dead_tup > 0 FROM pg_stat_user_tables") == "t"; }));
  auto seen = captured(cluster.target("postgres"));
  auto figure = std::ranges::find(seen.figures, "pages_all_visible", &snapshot::Figure::name);
  ASSERT_NE(figure, seen.figures.end());
  run(connection, "CREATE INDEX ON t (id)");  // counts them too
  EXPECT_EQ(fmt::format("{}", figure->value),
            connection.scalar("SELECT relallvisible FROM pg_class WHERE relname = 't'"));
  EXPECT_LT(figure->value, static_cast<double>(seen.sizes[0].all_visible));
  EXPECT_GT(figure->value, 0);
}

TEST_P(EachMajor, SequencesAreReadWithoutALockThatAnAlterWaitsFor) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  run(connection, "CREATE SEQUENCE counting; SELECT nextval('counting'), nextval('counting'); CREATE SEQUENCE unused");
  auto other = connect(cluster);
  run(other, "BEGIN; ALTER SEQUENCE counting INCREMENT 5");
  auto seen = captured(cluster.target("postgres"));
  ASSERT_EQ(seen.sequences.size(), 2u);
  EXPECT_EQ(seen.sequences[0].last_value, "2");
  EXPECT_FALSE(seen.sequences[1].last_value);
  EXPECT_FALSE(blind(seen, "sequences"));
}

TEST(Capture, ColumnThatIsNotThereIsNotExcludedInSilence) {
  auto cluster = private_server();
  NoProgress quiet;
  auto refused = capture(cluster.target("postgres"), {.excluded_columns = {"public.Person.TaxId"}}, quiet);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().exit, Exit::bad_input);
  EXPECT_TRUE(contains(refused.error().what, "public.Person.TaxId")) << refused.error().what;
}

TEST(Capture, FiguresNameTheirSubjects) {
  auto cluster = private_server(15, {{"wal_level", "replica"}, {"max_wal_senders", "1"}});
  auto connection = connect(cluster);
  tests::build_school(connection);
  run(connection, "SELECT pg_create_physical_replication_slot('keeper')");
  auto reader = connect(cluster);
  run(reader, "BEGIN; SELECT count(*) FROM mark");
  auto snapshot = captured(cluster.target("postgres"));
  auto has = [&](std::string_view subject, std::string_view name) {
    return std::ranges::any_of(snapshot.figures,
                               [&](auto& figure) { return figure.subject == subject && figure.name == name; });
  };
  EXPECT_TRUE(has("database", "xid_age"));
  EXPECT_TRUE(has("table public.mark", "xid_age"));
  EXPECT_TRUE(has("table public.mark", "n_tup_ins"));
  EXPECT_TRUE(has("index public.mark_pkey", "idx_scan"));
  EXPECT_TRUE(has("slot keeper", "active"));
  EXPECT_TRUE(has("multixact", "members"));
  EXPECT_TRUE(has("transactions", "prepared"));
  EXPECT_TRUE(has("transactions", "longest_seconds"));
  EXPECT_TRUE(has("table public.mark", "longest_transaction_seconds"));
  EXPECT_FALSE(has("table public.payroll", "longest_transaction_seconds"));
  EXPECT_FALSE(blind(snapshot, "figures"));
}

}  // namespace
}  // namespace ante::snapshot
