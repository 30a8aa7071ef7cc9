#include "pg/cluster.h"

#include <sys/stat.h>

#include <thread>

#include "base/text.h"
#include "os/folders.h"
#include "support/private_cache.h"
#include "support/private_server.h"
#include "support/small_disk.h"

namespace ante {
namespace {

namespace fs = std::filesystem;
using tests::connect;
using tests::private_server;

class EachMajor : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Majors, EachMajor, testing::ValuesIn(tests::tested_majors()),
                         testing::PrintToStringParamName());

std::string setting(pg::Connection& connection, std::string_view name) {
  return connection.scalar("SELECT current_setting($1)", {std::string(name)}).value_or("?");
}

TEST_P(EachMajor, IsRaisedAndGoneAfterwards) {
  fs::path folder;
  {
    auto cluster = private_server(GetParam());
    auto connection = connect(cluster);
    EXPECT_EQ(connection.server_major(), GetParam());
    folder = cluster.data().parent_path();
    EXPECT_TRUE(fs::exists(folder));
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST_P(EachMajor, HasOneDatabaseAndOneSuperuser) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  EXPECT_EQ(connection.scalar("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database"),
            "postgres template0 template1");
  EXPECT_EQ(connection.scalar("SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%'"),
            pg::private_superuser);
}

TEST_P(EachMajor, IsPrivate) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  EXPECT_EQ(setting(connection, "listen_addresses"), "");
  EXPECT_EQ(setting(connection, "data_checksums"), "off");
  EXPECT_EQ(setting(connection, "fsync"), "off");
  EXPECT_EQ(setting(connection, "autovacuum"), "off");
  EXPECT_EQ(setting(connection, "wal_segment_size"), "1MB");
  EXPECT_EQ(fs::status(cluster.socket()).permissions(), fs::perms(0700));
  EXPECT_EQ(fs::status(cluster.data()).permissions(), fs::perms(0700));
}

TEST_P(EachMajor, RunsUnprivilegedAndSeesNoNetwork) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  constexpr const char* lines = " WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')";
  tests::run(connection, "CREATE TEMP TABLE said(line text)");
  tests::run(connection, std::string("COPY said FROM '/proc/self/status'") + lines);
  EXPECT_EQ(connection.scalar("SELECT count(*) FROM said WHERE line ~ '^Uid:.*\\m0\\M'"), "0");
  tests::run(connection, std::string("TRUNCATE said; COPY said FROM '/proc/self/net/dev'") + lines);
  if (cluster.network_sealed()) {
    EXPECT_EQ(connection.scalar("SELECT string_agg(trim(split_part(line, ':', 1)), ' ') FROM said WHERE line ~ ':'"),
              "lo");
  }
}

// Even its superuser: a captured schema's own code runs as one while it is made again.
TEST_P(EachMajor, RunsNoProgramAndWritesNoFileElsewhere) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  if (!cluster.walled_in()) return;  // the kernel has no Landlock; ante doctor says so
  auto elsewhere = fs::path("/tmp") / ("ante-test-" + cluster.socket().parent_path().filename().string());
  EXPECT_FALSE(connection.execute("COPY (SELECT 1) TO PROGRAM 'cat >" + elsewhere.string() + "'"));
  EXPECT_FALSE(connection.execute("CREATE TEMP TABLE said(line text); COPY said FROM PROGRAM '/bin/true'"));
  auto written = connection.execute("COPY (SELECT 1) TO '" + elsewhere.string() + "'");
  ASSERT_FALSE(written);
  EXPECT_TRUE(contains(written.error().what, "Permission denied")) << written.error().what;
  EXPECT_FALSE(fs::exists(elsewhere));
  EXPECT_TRUE(connection.execute("COPY (SELECT 1) TO '" + (cluster.data() / "here").string() + "'"));
}

TEST_P(EachMajor, SettingsOfTheSpecWin) {
  auto cluster =
      private_server(GetParam(), {{"work_mem", "12MB"}, {"fsync", "on"}, {"application_name", R"(it's "\one")"}});
  auto connection = connect(cluster);
  EXPECT_EQ(setting(connection, "work_mem"), "12MB");
  EXPECT_EQ(setting(connection, "fsync"), "on");
  EXPECT_EQ(connection.scalar("SELECT reset_val FROM pg_settings WHERE name = 'work_mem'"), "12288");
}

TEST_P(EachMajor, CopyHasWhatWasKept) {
  tests::PrivateCache cache;
  auto cluster = private_server(GetParam());
  {
    auto connection = connect(cluster);
    tests::run(connection, "CREATE TABLE pupils AS SELECT generate_series(1, 1000) AS id");
  }
  ASSERT_TRUE(cluster.stop());
  auto kept = cache.path() / "kept" / "one";
  auto another = pg::Cluster::copy_of(cluster.data(), {.major = GetParam()});
  ASSERT_TRUE(another) << another.error().what;
  auto done = std::move(cluster).keep_as(kept);
  ASSERT_TRUE(done) << done.error().what;
  ASSERT_TRUE(std::move(*another).keep_as(kept)) << "whoever comes second finds it kept";
  EXPECT_TRUE(cache.running().empty()) << "a cluster that was kept is no more";
  auto copy = pg::Cluster::copy_of(kept, {.major = GetParam()});
  ASSERT_TRUE(copy) << copy.error().what;
  auto started = copy->start();
  ASSERT_TRUE(started) << started.error().what;
  EXPECT_EQ(connect(*copy).scalar("SELECT count(*) FROM pupils"), "1000");
}

// What a copy's server did to its files is gone from the next copy, though that is made of them.
TEST_P(EachMajor, CopyOfASpareHasNothingOfItsFormerLife) {
  tests::PrivateCache cache;
  pg::ClusterSpec spec{.major = GetParam()};
  auto kept = cache.path() / "kept" / "one";
  {
    auto cluster = private_server(GetParam());
    auto connection = connect(cluster);
    tests::run(connection, "CREATE TABLE pupils AS SELECT generate_series(1, 1000) AS id");
    ASSERT_TRUE(cluster.stop());
    ASSERT_TRUE(std::move(cluster).keep_as(kept));
  }
  spec.spares = 1;
  fs::path spare = kept.string() + ".spare-0";
  auto number_of = [](const fs::path& folder) {
    struct stat about{};
    return ::stat(folder.c_str(), &about) == 0 ? about.st_ino : 0;
  };
  for (int round = 0; round < 4; ++round) {
    auto left = number_of(spare);
    EXPECT_EQ(left != 0, round == 1 || round == 2) << round;
    auto copy = pg::Cluster::copy_of(kept, spec);
    ASSERT_TRUE(copy) << copy.error().what;
    if (left) {
      EXPECT_EQ(number_of(copy->data()), left);
    }
    EXPECT_FALSE(fs::exists(spare)) << "nobody else may have it";
    ASSERT_TRUE(copy->start());
    auto connection = connect(*copy);
    EXPECT_EQ(connection.scalar("SELECT count(*) FROM pupils"), "1000") << round;
    EXPECT_EQ(connection.scalar("SELECT to_regclass('made') IS NULL"), "t") << round;
    EXPECT_EQ(connection.scalar("SELECT count(*) FROM pg_database WHERE datname = 'other'"), "0") << round;
    tests::run(connection,
               "CREATE TABLE made AS SELECT generate_series(1, 10000) AS id; DELETE FROM pupils WHERE id > 7; "
               "ALTER TABLE pupils ADD COLUMN name text DEFAULT 'somebody'");
    tests::run(connection, "VACUUM pupils");
    tests::run(connection, "CREATE DATABASE other");
    // Whoever could not tidy up leaves no spare.
    if (round == 2) {
      ASSERT_EQ(::kill(copy->process(), SIGKILL), 0);
    }
  }
}

TEST_P(EachMajor, RelationInflatedByAHoleStaysAHole) {
  auto cluster = private_server(GetParam());
  std::string file;
  {
    auto connection = connect(cluster);
    tests::run(connection, "CREATE TABLE big (id int); CHECKPOINT");
    file = connection.scalar("SELECT pg_relation_filepath('big')").value();
  }
  ASSERT_TRUE(cluster.stop());
  fs::resize_file(cluster.data() / file, 1ull << 30);
  auto copy = pg::Cluster::copy_of(cluster.data(), {.major = GetParam()});
  ASSERT_TRUE(copy) << copy.error().what;
  ASSERT_TRUE(copy->start());
  EXPECT_EQ(connect(*copy).scalar("SELECT pg_relation_size('big')"), "1073741824");
  struct stat about{};
  ASSERT_EQ(::stat((copy->data() / file).c_str(), &about), 0);
  EXPECT_LT(about.st_blocks * 512, 1 << 20);
}

TEST_P(EachMajor, TakesTheSourcesEncodingAndLocale) {
  NoProgress quiet;
  pg::Locale latin{.encoding = "LATIN1", .provider = "libc", .collate = "C", .ctype = "C"};
  auto cluster = pg::Cluster::raise({.major = GetParam(), .locale = latin}, quiet);
  ASSERT_TRUE(cluster) << cluster.error().what;
  auto connection = connect(*cluster);
  EXPECT_EQ(setting(connection, "server_encoding"), "LATIN1");
  EXPECT_EQ(connection.scalar("SELECT datcollate || ' ' || datctype FROM pg_database WHERE datname = 'template1'"),
            "C C");
}

TEST_P(EachMajor, TakesTheSourcesIcuLocale) {
  NoProgress quiet;
  pg::Locale german{.provider = "icu", .collate = "C.UTF-8", .ctype = "C.UTF-8", .locale = "de-u-kn-true"};
  auto cluster = pg::Cluster::raise({.major = GetParam(), .locale = german}, quiet);
  if (GetParam() < 15) {
    ASSERT_FALSE(cluster);
    EXPECT_TRUE(contains(cluster.error().what, "no locale provider 'icu' for databases")) << cluster.error().what;
    return;
  }
  ASSERT_TRUE(cluster) << cluster.error().what;
  auto connection = connect(*cluster);
  EXPECT_EQ(connection.scalar("SELECT 'a10' > 'a9' AND 'ä' < 'b'"), "t");
}

TEST_P(EachMajor, LocaleThatIsNotInstalledIsNamedWithItsPackage) {
  NoProgress quiet;
  auto cluster = pg::Cluster::raise({.major = GetParam(), .locale = {.collate = "xx_XX.UTF-8", .ctype = "C"}}, quiet);
  ASSERT_FALSE(cluster);
  EXPECT_TRUE(contains(cluster.error().what, "'xx_XX.UTF-8'")) << cluster.error().what;
  EXPECT_TRUE(contains(cluster.error().next, "locales-all")) << cluster.error().next;
}

TEST(Cluster, TakesTheBuiltinLocaleFrom17On) {
  NoProgress quiet;
  pg::Locale builtin{.provider = "builtin", .collate = "C", .ctype = "C", .locale = "C.UTF-8"};
  auto cluster = pg::Cluster::raise({.major = 17, .locale = builtin}, quiet);
  ASSERT_TRUE(cluster) << cluster.error().what;
  EXPECT_EQ(
      connect(*cluster).scalar("SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'postgres'"),
      "bC.UTF-8");
  auto before = pg::Cluster::raise({.major = 15, .locale = builtin}, quiet);
  ASSERT_FALSE(before);
  EXPECT_TRUE(contains(before.error().what, "no locale provider 'builtin'")) << before.error().what;
}

TEST(Cluster, SettingThatTheServerDoesNotKnowIsShownFromItsLog) {
  tests::PrivateCache cache;
  NoProgress quiet;
  auto cluster = pg::Cluster::raise({.major = 15, .settings = {{"no_such_setting", "1"}}}, quiet);
  ASSERT_FALSE(cluster);
  EXPECT_TRUE(contains(cluster.error().what, "no_such_setting")) << cluster.error().what;
  EXPECT_TRUE(cache.nothing_left());
}

TEST(Cluster, OddPathsAreNoObstacle) {
  tests::PrivateCache cache;
  ::setenv("ANTE_CACHE", (cache.path() / "it's, \"odd\" %s \\ ü").c_str(), 1);
  auto cluster = private_server(15);
  EXPECT_EQ(connect(cluster).scalar("SELECT 1"), "1");
}

TEST(Cluster, ManyAtOnceInAFreshCacheMakeOneTemplate) {
  tests::PrivateCache cache(tests::Templates::own);
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      auto cluster = private_server(15);
      if (connect(cluster).scalar("SELECT 1") == "1") ++right;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 4);
  EXPECT_EQ(std::distance(fs::directory_iterator(cache.path() / "templates"), {}), 1);
  EXPECT_TRUE(cache.nothing_left());
}

TEST(Cluster, IsStoppedCleanlyAndStartedAgain) {
  auto cluster = private_server(15);
  ASSERT_TRUE(cluster.stop());
  EXPECT_FALSE(fs::exists(cluster.data() / "postmaster.pid"));
  EXPECT_TRUE(contains(cluster.log_tail(3), "database system is shut down"));
  ASSERT_TRUE(cluster.start());
  EXPECT_EQ(connect(cluster).scalar("SELECT 1"), "1");
}

TEST(Cluster, MovedIsTheSameOne) {
  auto first = private_server(15);
  auto second = std::move(first);
  EXPECT_EQ(connect(second).scalar("SELECT 1"), "1");
  second = private_server(15);
  EXPECT_EQ(connect(second).scalar("SELECT 1"), "1");
}

TEST(Cluster, FullDiskIsOneClearMessageAndLeavesNothing) {
  tests::SmallDisk disk(12);
  NoProgress quiet;
  auto cluster = pg::Cluster::raise({.major = 15}, quiet);
  ASSERT_FALSE(cluster);
  EXPECT_TRUE(contains(cluster.error().next, "free some space")) << cluster.error().what;
  EXPECT_TRUE(fs::is_empty(disk.path() / "running"));
  EXPECT_FALSE(fs::exists(disk.path() / "templates"));
}

}  // namespace
}  // namespace ante
