#include <fmt/format.h>

#include <fstream>

#include "base/text.h"
#include "os/folders.h"
#include "snapshot/file.h"
#include "snapshot/query_files.h"
#include "support/captured_school.h"

namespace ante::snapshot {
namespace {

using tests::blind;
using tests::captured;
using tests::connect;
using tests::private_server;
using tests::run;

class Traffic : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Majors, Traffic, testing::ValuesIn(tests::tested_majors()), testing::PrintToStringParamName());

pg::Cluster counting_server(int major) {
  auto cluster = private_server(major, {{"shared_preload_libraries", "pg_stat_statements"}, {"track_io_timing", "on"}});
  auto connection = connect(cluster);
  run(connection, "CREATE SCHEMA tools; CREATE EXTENSION pg_stat_statements SCHEMA tools");
  return cluster;
}

const Shape* shape_with(const Snapshot& snapshot, std::string_view text) {
  for (auto& shape : snapshot.workload)
    if (contains(shape.text, text)) return &shape;
  return nullptr;
}

std::string texts(const Snapshot& snapshot) {
  std::string all;
  for (auto& shape : snapshot.workload) all += shape.text + "\n";
  for (auto& spot : snapshot.blind_spots) all += spot.what + "\n";
  return all;
}

TEST_P(Traffic, ShapesCarryTheirFiguresByUser) {
  auto cluster = counting_server(GetParam());
  auto connection = connect(cluster);
  run(connection,
      "CREATE TABLE t AS SELECT g AS a FROM generate_series(1, 100) g; CREATE ROLE app LOGIN; GRANT SELECT ON t TO "
      "app");
  auto app = connect(cluster, "postgres", "app");
  for (int i = 0; i < 5; ++i) run(app, fmt::format("SELECT a FROM t WHERE a < {} /* request {} */", i * 10, i));
  run(connection, "SELECT a FROM t WHERE a < 5");
  auto snapshot = captured(cluster.target("postgres"));
  // Before 14 nobody knows since when the extension has been counting, and so no rates.
  bool since_when = GetParam() >= 14;
  EXPECT_EQ(blind(snapshot, "workload"), !since_when) << texts(snapshot);
  auto shapes = 0;
  for (auto& shape : snapshot.workload) {
    if (!contains(shape.text, "FROM t WHERE")) continue;
    ++shapes;
    EXPECT_EQ(shape.text, "SELECT a FROM t WHERE a < $1");
    EXPECT_EQ(shape.calls, shape.user == "app" ? 5 : 1);
    EXPECT_GT(shape.total_ms, 0);
    EXPECT_EQ(shape.calls_per_second > 0, since_when);
  }
  EXPECT_EQ(shapes, 2);
}

TEST_P(Traffic, TableWithACatalogsNameIsTraffic) {
  auto cluster = counting_server(GetParam());
  auto connection = connect(cluster);
  run(connection,
      "CREATE TABLE pg_search_documents (a int); SELECT a FROM pg_search_documents; SELECT relname FROM pg_class");
  auto snapshot = captured(cluster.target("postgres"));
  EXPECT_TRUE(shape_with(snapshot, "FROM pg_search_documents"));
  EXPECT_FALSE(shape_with(snapshot, "FROM pg_class"));
}

TEST_P(Traffic, NumberedTablesHaveShapesOfTheirOwn) {
  auto cluster = counting_server(GetParam());
  auto connection = connect(cluster);
  run(connection, "CREATE TABLE reading_2025 (a int); CREATE TABLE reading_2026 (a int)");
  run(connection, "SELECT a FROM reading_2025");
  run(connection, "SELECT a FROM reading_2026");
  auto snapshot = captured(cluster.target("postgres"));
  EXPECT_TRUE(shape_with(snapshot, "FROM reading_2025"));
  EXPECT_TRUE(shape_with(snapshot, "FROM reading_2026"));
}

TEST_P(Traffic, RatesAreThoseOfTheObservedInterval) {
  auto cluster = counting_server(GetParam());
  auto connection = connect(cluster);
  run(connection, "CREATE TABLE t (a int)");
  for (int i = 0; i < 50; ++i) run(connection, "SELECT a FROM t WHERE a = 1");
  auto snapshot = captured(cluster.target("postgres"), {.observe = std::chrono::seconds(1)});
  EXPECT_GE(snapshot.source.interval_seconds, 1.0);
  auto* shape = shape_with(snapshot, "FROM t WHERE");
  ASSERT_TRUE(shape);
  EXPECT_EQ(shape->calls, 50);
  EXPECT_EQ(shape->calls_per_second, 0);  // nobody ran it meanwhile
}

TEST_P(Traffic, NoLiteralNorCommentNorUtilityStatementIsInTheFile) {
  auto cluster = counting_server(GetParam());
  auto connection = connect(cluster);
  run(connection, "CREATE TABLE t (a text)");
  for (auto sql : {"CREATE ROLE someone LOGIN PASSWORD 'hunter2'", "ALTER ROLE someone PASSWORD 'hunter2'",
                   "ALTER ROLE someone SET app.key = 'hunter2'", "SELECT 1 /* hunter2 */",
                   "SELECT a FROM t WHERE a = 'hunter2' -- hunter2", "/* hunter2 */ SELECT a FROM t",
                   "SELECT 'hunter2', $q$hunter2$q$, E'hunter2', U&'hunter2'",
                   "SELECT a FROM t WHERE a IN ('hunter2', 'hunter2')", "DO $$ BEGIN PERFORM 'hunter2'; END $$",
                   "SET application_name = 'hunter2'", "PREPARE p AS SELECT a FROM t WHERE a = 'hunter2'", "EXECUTE p",
                   "COPY (SELECT 'hunter2') TO STDOUT", "DECLARE c CURSOR WITH HOLD FOR SELECT 'hunter2'",
                   "SELECT date '2020-01-01', interval 'hunter2 1 day' IS NULL WHERE false"})
    (void)connection.execute(sql);
  auto folder = os::TemporaryFolder::make("secrets");
  ASSERT_TRUE(folder);
  auto log = folder->path() / "server.log", queries = folder->path() / "queries.sql",
       file = folder->path() / "prod.ante";
  std::ofstream(log) << "2026-11-21 06:15:00 UTC [7] LOG:  duration: 1.5 ms  execute <unnamed>: SELECT a FROM t /* "
                        "hunter2 */ WHERE a = $1 AND 'hunter2' = a\n"
                        "2026-11-21 06:15:00 UTC [7] DETAIL:  parameters: $1 = 'hunter2'\n"
                        "2026-11-21 06:15:01 UTC [7] LOG:  statement: ALTER ROLE someone PASSWORD 'hunter2'\n"
                        "2026-11-21 06:15:01 UTC [7] ERROR:  syntax error at or near 'hunter2'\n"
                        "2026-11-21 06:15:01 UTC [7] STATEMENT:  SELEKT 'hunter2'\n"
                        "2026-11-21 06:15:02 UTC [7] LOG:  statement: SELECT 'torn hunter2\n";
  std::ofstream(queries) << "SELECT a FROM t WHERE a > 'hunter2'; /* hunter2 */ CREATE ROLE x PASSWORD 'hunter2';\n";
  auto snapshot = captured(cluster.target("postgres"), {.logs = {log}, .queries = {queries}});
  ASSERT_TRUE(save(snapshot, file));
  auto bytes = os::read_file(file);
  ASSERT_TRUE(bytes);
  auto at = bytes->find("hunter2");
  EXPECT_EQ(at, std::string::npos) << bytes->substr(at > 200 ? at - 200 : 0, 300);
  EXPECT_TRUE(shape_with(snapshot, "SELECT a FROM t WHERE a = $1")) << texts(snapshot);
  EXPECT_TRUE(shape_with(snapshot, "a > $1"));
  auto* logged = shape_with(snapshot, "$2 = a");
  ASSERT_TRUE(logged);
  EXPECT_EQ(logged->origin, "log");
  EXPECT_EQ(logged->total_ms, 1.5);
}

TEST(Workload, QueriesAreReadAsAnApplicationHasThem) {
  auto folder = *os::TemporaryFolder::make("queries");
  std::ofstream(folder.path() / "b.sql")
      << "\\weight 3\n\\set n random(1, 5)\nBEGIN;\nSELECT a FROM t WHERE b = :user AND c = ':no'"
         " AND d = :user::int AND e = :n \\gset\nSELECT\n  $1;\nCOMMIT;\n";
  std::ofstream(folder.path() / "a.sql") << "SELECT 7; SELEC 8;";
  std::ofstream(folder.path() / "readme.txt") << "SELECT 9;";
  std::filesystem::create_directory(folder.path() / "below");
  std::ofstream(folder.path() / "below/c.sql") << "SELECT :a, $2, :a \\gx\n\\echo x\nSELECT 2; CALL p();";
  auto queries = snapshot::read_queries({folder.path()});
  ASSERT_TRUE(queries) << queries.error().what;
  std::vector<std::string> places, texts;
  for (auto& query : queries->queries) places.push_back(query.place), texts.push_back(query.text);
  EXPECT_EQ(places,
            (std::vector<std::string>{"a.sql:1", "a.sql:1", "b.sql:4", "b.sql:5", "below/c.sql:1", "below/c.sql:3"}));
  EXPECT_EQ(texts[2], "SELECT a FROM t WHERE b = $1 AND c = ':no' AND d = $2::int AND e = $3");
  EXPECT_EQ(texts[1], "SELEC 8") << "whether that is a query the server says";
  EXPECT_EQ(texts[4], "SELECT $3, $2, $4");
  EXPECT_EQ(texts[5], "SELECT 2");
  ASSERT_EQ(queries->not_read.size(), 1u);
  EXPECT_NE(queries->not_read[0].find("below/c.sql:3: CALL p()"), std::string::npos) << queries->not_read[0];
  EXPECT_EQ(snapshot::read_queries({folder.path() / "none"}).error().exit, Exit::bad_input);
  std::filesystem::create_directory(folder.path() / "empty");
  EXPECT_EQ(snapshot::read_queries({folder.path() / "empty"}).error().exit, Exit::bad_input);
}

TEST(Workload, OurOwnQuestionsAreNotTraffic) {
  auto cluster = counting_server(15);
  auto connection = connect(cluster);
  tests::build_school(connection);
  run(connection,
      "CREATE ROLE reader LOGIN; GRANT pg_read_all_data, pg_monitor TO reader; SELECT "
      "tools.pg_stat_statements_reset()");
  captured(cluster.target("postgres", "reader"));
  auto snapshot = captured(cluster.target("postgres"));
  for (auto& shape : snapshot.workload) EXPECT_EQ(shape.text.find("mark"), std::string::npos) << shape.text;
}

TEST(Workload, OtherUsersTextsAreABlindSpot) {
  auto cluster = counting_server(15);
  auto connection = connect(cluster);
  run(connection,
      "CREATE TABLE t (a int); CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; GRANT "
      "USAGE ON SCHEMA tools TO reader; SELECT a FROM t");
  auto snapshot = captured(cluster.target("postgres", "reader"));
  EXPECT_TRUE(blind(snapshot, "workload", "other users"));
  EXPECT_FALSE(shape_with(snapshot, "FROM t"));
}

TEST(Workload, ExtensionThatIsNotPreloadedIsABlindSpot) {
  auto cluster = private_server();
  auto connection = connect(cluster);
  run(connection, "CREATE EXTENSION pg_stat_statements");
  auto snapshot = captured(cluster.target("postgres"));
  EXPECT_TRUE(blind(snapshot, "workload", "shared_preload_libraries"));
}

}  // namespace
}  // namespace ante::snapshot
