// A ghost's plans against the real database's, letter by letter: EXPLAIN's whole text, costs included.
#include "twin/ghost.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "snapshot/capture.h"
#include "support/private_cache.h"
#include "support/private_server.h"
#include "twin/plan.h"

namespace ante {
namespace {

using tests::connect;

std::filesystem::path fidelity_folder() { return std::filesystem::path(ANTE_SOURCE) / "bench/fidelity"; }

std::string text_of(const std::string& name) {
  std::ifstream file(fidelity_folder() / name);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

struct Source {
  pg::Cluster cluster;
  snapshot::Snapshot snapshot;
};

snapshot::Snapshot captured(const pg::Cluster& cluster) {
  NoProgress progress;
  auto snapshot = snapshot::capture(cluster.target("postgres"), {}, progress);
  EXPECT_TRUE(snapshot) << snapshot.error().what;
  return std::move(*snapshot);
}

Source source_with(int major, const std::string& script,
                   const std::map<std::string, std::string>& settings = {{"work_mem", "2MB"},
                                                                         {"random_page_cost", "1.7"}}) {
  auto cluster = tests::private_server(major, settings);
  auto server = connect(cluster, "postgres");
  tests::run(server, "SELECT setseed(0.42)");
  for (auto& statement : split(tests::of_major(major, script), ';'))
    if (!trim(statement).empty()) tests::run(server, statement);
  auto snapshot = captured(cluster);
  return {std::move(cluster), std::move(snapshot)};
}

// A key that no other run has used: nothing comes from the cache.
std::string fresh_key() {
  static int number = 0;
  return fmt::format("test{}x{}x{}", ::getpid(), ++number, std::chrono::system_clock::now().time_since_epoch().count());
}

twin::Ghost ghost_of(const snapshot::Snapshot& snapshot, const std::string& key = fresh_key()) {
  NoProgress progress;
  auto ghost = twin::Ghost::raise(snapshot, key, progress);
  EXPECT_TRUE(ghost) << ghost.error().what;
  return std::move(*ghost);
}

std::string plan(pg::Connection& server, const std::string& query) {
  auto text = twin::explain(server, query);
  return text ? *text : "error: " + text.error().what;
}

class Ghosts : public testing::TestWithParam<int> {
  tests::PrivateCache twins_;  // of use to nobody else
};

TEST_P(Ghosts, PlanTheSchoolAsTheRealServerDoes) {
  auto source = source_with(GetParam(), replace_all(text_of("school.sql"), ":rows", "40000"));
  auto ghost = ghost_of(source.snapshot);
  auto real = connect(source.cluster, "postgres"), twin = *ghost.connect();
  for (auto& query : split(text_of("school.queries"), '\n'))
    if (!query.empty()) {
      EXPECT_EQ(plan(real, query), plan(twin, query)) << query;
    }
}

TEST_P(Ghosts, PlanEveryHabitAsTheRealServerDoes) {
  auto source = source_with(GetParam(), replace_all(text_of("habits.sql"), ":shrink", "50"));
  auto ghost = ghost_of(source.snapshot);
  auto real = connect(source.cluster, "postgres"), twin = *ghost.connect();
  for (auto& query : split(text_of("habits.queries"), '\n'))
    if (!query.empty()) {
      EXPECT_EQ(plan(real, query), plan(twin, query)) << query;
    }
}

TEST_P(Ghosts, ComeFromTheCacheTheSecondTime) {
  auto source = source_with(
      GetParam(), "CREATE TABLE t AS SELECT i FROM generate_series(1, 50000) i; CREATE INDEX ON t (i); ANALYZE t");
  auto key = fresh_key();
  std::string first, second;
  for (auto* text : {&first, &second}) {
    auto ghost = ghost_of(source.snapshot, key);
    auto server = *ghost.connect();
    *text = plan(server, "SELECT * FROM t WHERE i > 49990");
  }
  EXPECT_EQ(first, second);
  auto real = connect(source.cluster, "postgres");
  EXPECT_EQ(first, plan(real, "SELECT * FROM t WHERE i > 49990"));
}

TEST_P(Ghosts, SayWhichSettingsAreNotTheSourcesOwn) {
  auto source = source_with(GetParam(), "CREATE TABLE t (i int)");
  source.snapshot.settings.push_back({"work_mem", "a lot", "", {}, {}});
  auto key = fresh_key();
  NoProgress progress;
  ASSERT_TRUE(twin::raise_base(source.snapshot, key, progress));
  for (int i = 0; i < 2; ++i) {
    auto ghost = ghost_of(source.snapshot, key);
    EXPECT_TRUE(std::ranges::any_of(ghost.reservations(), [](auto& r) { return contains(r, "work_mem = a lot"); }));
  }
}

TEST_P(Ghosts, OfTenTerabytesTakeSomeMegabytes) {
  auto source = source_with(GetParam(),
                            "CREATE TABLE huge AS SELECT i::bigint FROM generate_series(1, 50000) i; CREATE INDEX "
                            "huge_i ON huge (i); ANALYZE huge");
  for (auto& size : source.snapshot.sizes) {
    if (size.relation == "public.huge") size.blocks = 1'000'000'000, size.pages = 1'000'000'000, size.tuples = 2e11;
    if (size.relation == "public.huge_i") size.blocks = 250'000'000;
  }
  auto ghost = ghost_of(source.snapshot);
  auto server = *ghost.connect();
  EXPECT_EQ(*server.scalar("SELECT pg_relation_size('huge')"), "8192000000000");
  EXPECT_TRUE(contains(plan(server, "SELECT * FROM huge"), "rows=199999995904")) << plan(server, "SELECT * FROM huge");
  double blocks = 0;
  for (auto& entry : std::filesystem::recursive_directory_iterator(ghost.cluster().data())) {
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) == 0) blocks += static_cast<double>(status.st_blocks);
  }
  EXPECT_LT(blocks * 512, 100e6);
}

TEST_P(Ghosts, HoldNoRows) {
  auto source = source_with(GetParam(),
                            "CREATE TABLE t AS SELECT i, 'secret ' || i AS s FROM generate_series(1, 3000) i; CREATE "
                            "INDEX ON t (i); ANALYZE t");
  auto ghost = ghost_of(source.snapshot);
  auto server = *ghost.connect();
  EXPECT_EQ(*server.scalar("SELECT count(*) FROM t WHERE s LIKE 'secret%'"), "0");
  tests::run(server, "SET enable_seqscan = off; SET enable_bitmapscan = off");
  EXPECT_EQ(*server.scalar("SELECT count(s) FROM t WHERE i = 1"), "0");
}

// The lab's copy of the base, with a change run in it, as Ghost::after takes it.
twin::Ghost ghost_after(const Source& source, const std::string& change, const std::vector<std::string>& emptied = {}) {
  NoProgress progress;
  auto base = *twin::raise_base(source.snapshot, fresh_key(), progress);
  auto lab = *pg::Cluster::copy_of(base.data, base.spec);
  EXPECT_TRUE(lab.start());
  {
    auto server = connect(lab, base.database);
    tests::run(server, change);
  }
  auto ghost = twin::Ghost::after(std::move(lab), base, source.snapshot, emptied, progress);
  EXPECT_TRUE(ghost) << ghost.error().what;
  return std::move(*ghost);
}

TEST_P(Ghosts, LeanTheSizesOfNewIndexesOnly) {
  auto source =
      source_with(GetParam(),
                  "CREATE TABLE t AS SELECT i, i % 7 AS k FROM generate_series(1, 50000) i; CREATE INDEX old ON "
                  "t (i); ANALYZE t");
  auto ghost = ghost_after(source, "CREATE INDEX fresh ON public.t (k, i)");
  EXPECT_EQ(ghost.tables_with_estimated_indexes(), (std::set<std::string>{"t"}));
  auto pages = [&](const char* index) {
    return std::stol(*ghost.connect()->scalar(fmt::format("SELECT pg_relation_size('public.{}') / 8192", index)));
  };
  auto fresh = pages("fresh"), old = pages("old");
  for (int direction : {-1, 1, 0}) {
    ASSERT_TRUE(ghost.lean(direction));
    EXPECT_EQ(pages("old"), old);
    EXPECT_EQ(pages("fresh") < fresh, direction < 0);
    EXPECT_EQ(pages("fresh") > fresh, direction > 0);
  }
}

constexpr const char* orders = R"(
CREATE TABLE orders AS SELECT i AS id, i % 1000 AS customer, 'state ' || i % 5 AS state, md5(i::text) AS code, i % 7 = 0 AS urgent FROM generate_series(1, 100000) i;
ALTER TABLE orders ADD PRIMARY KEY (id);
CREATE INDEX orders_customer ON orders (customer);
CREATE TABLE untouched AS SELECT i AS id FROM generate_series(1, 30000) i;
VACUUM ANALYZE)";

// Only what is planned is compared, not the estimated costs of what did not exist at the source.
std::string without_figures(const std::string& plan) {
  std::vector<std::string> lines;
  for (auto& line : split(plan, '\n')) lines.push_back(line.substr(0, line.find("  (cost=")));
  return join(lines, "\n");
}

void expect_same_after(const Source& source, const std::string& change, const std::vector<std::string>& queries) {
  auto ghost = ghost_after(source, change);
  auto real = connect(source.cluster, "postgres"), twin = *ghost.connect();
  tests::run(real, "BEGIN; " + change);
  for (auto& query : queries)
    EXPECT_EQ(without_figures(plan(real, query)), without_figures(plan(twin, query))) << change << "\n" << query;
  EXPECT_EQ(plan(real, "SELECT * FROM untouched WHERE id < 10"), plan(twin, "SELECT * FROM untouched WHERE id < 10"));
  tests::run(real, "ROLLBACK");
}

const std::vector<std::string> order_queries{"SELECT * FROM orders WHERE customer = 5",
                                             "SELECT * FROM orders WHERE state = 'state 1'",
                                             "SELECT * FROM orders WHERE code = 'x'",
                                             "SELECT * FROM orders WHERE id > 99990",
                                             "SELECT * FROM orders WHERE urgent",
                                             "SELECT customer, count(*) FROM orders GROUP BY customer",
                                             "SELECT * FROM orders WHERE customer > 995 ORDER BY customer LIMIT 3"};

TEST_P(Ghosts, SeeWhatAChangeDoesToPlans) {
  auto source = source_with(GetParam(), orders);
  expect_same_after(source, "DROP INDEX orders_customer", order_queries);
  expect_same_after(source, "CREATE INDEX made ON orders (code)", order_queries);
  expect_same_after(source, "CREATE INDEX made ON orders (customer) WHERE urgent", order_queries);
  expect_same_after(source, "ALTER TABLE orders ALTER COLUMN customer TYPE bigint", order_queries);
  expect_same_after(source, "ALTER TABLE orders ALTER COLUMN customer TYPE text",
                    {"SELECT * FROM orders WHERE customer = '5'"});
  expect_same_after(source, "ALTER TABLE orders RENAME COLUMN code TO mark", {"SELECT * FROM orders WHERE mark = 'x'"});
  expect_same_after(source, "ALTER TABLE orders RENAME TO purchase", {"SELECT * FROM purchase WHERE customer = 5"});
}

TEST_P(Ghosts, CountAllVisiblePagesAsAnIndexBuildDoes) {
  auto source = source_with(GetParam(),
                            "SET synchronous_commit = on; CREATE TABLE t AS SELECT i, repeat('x', 100) AS x FROM "
                            "generate_series(1, 9000) i; VACUUM ANALYZE t; DELETE FROM t WHERE i <= 600; SELECT "
                            "pg_sleep(1.1); CHECKPOINT",  // whose time is known in seconds only
                            tests::idle_autovacuum(GetParam()));
  // What a session did stands in the server's counters a moment later.
  ASSERT_TRUE(tests::eventually([&] {
    auto server = connect(source.cluster, "postgres");
    return *server.scalar("SELECT n_dead_tup > 0 FROM pg_stat_user_tables") == "t";
  }));
  source.snapshot = captured(source.cluster);
  auto ghost = ghost_after(source, "CREATE INDEX ON public.t (i)");
  auto real = connect(source.cluster, "postgres");
  constexpr const char* visible = "SELECT relallvisible FROM pg_class WHERE relname = 't'";
  auto at_vacuum = *real.scalar(visible);
  tests::run(real, "CREATE INDEX ON public.t (i)");
  EXPECT_NE(*real.scalar(visible), at_vacuum);
  EXPECT_EQ(*ghost.connect()->scalar(visible), *real.scalar(visible));
}

// Large enough that the pages which 16 and later lengthen a file by in advance, 64 at most, make no difference.
TEST_P(Ghosts, KnowHowLongValuesAreWhoseStatisticsAreGone) {
  auto source = source_with(GetParam(),
                            "CREATE TABLE body AS SELECT i AS id, repeat('x', 200 + i % 100)::text AS text FROM "
                            "generate_series(1, 100000) i; ANALYZE body");
  auto ghost = ghost_after(source, "ALTER TABLE body ALTER text TYPE varchar(500) USING text::varchar(500)");
  auto real = connect(source.cluster, "postgres");
  tests::run(real, "ALTER TABLE body ALTER text TYPE varchar(500) USING text::varchar(500)");
  auto server = *ghost.connect();
  constexpr const char* size = "SELECT pg_relation_size('body')";
  EXPECT_NEAR(std::stod(*server.scalar(size)) / std::stod(*real.scalar(size)), 1, 0.05);
}

TEST_P(Ghosts, KnowThatATableWasEmptied) {
  auto source = source_with(GetParam(), orders);
  auto ghost = ghost_after(source, "TRUNCATE orders", {"public.orders"});
  auto server = *ghost.connect();
  EXPECT_EQ(*server.scalar("SELECT pg_relation_size('orders')"), "0");
}

INSTANTIATE_TEST_SUITE_P(On, Ghosts, testing::ValuesIn(tests::tested_majors()), testing::PrintToStringParamName());

}  // namespace
}  // namespace ante
