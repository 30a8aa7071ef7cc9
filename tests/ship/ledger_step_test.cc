// Each tool's ledger, as the tool makes it, is led to what the schema then is, and back.
#include "ship/ledger_step.h"

#include <fmt/format.h>

#include <fstream>

#include "base/text.h"
#include "os/folders.h"
#include "support/private_server.h"

namespace {

using namespace ante;
using namespace ante::tests;
using change::State;

class LedgerStep : public testing::Test {
 protected:
  change::Inventory inventory(const std::string& tool, const std::string& table, const std::vector<std::string>& names,
                              const std::vector<State>& states) const {
    change::Inventory inventory{.tool = tool, .ledger = {tool, table, {}}};
    for (std::size_t i = 0; i < names.size(); ++i) {
      auto path = folder_.path() / (names[i] + ".sql");
      std::ofstream(path) << "SELECT 1;\r\nSELECT 2;\n";
      inventory.migrations.push_back({names[i], path, names[i] + ".sql", states[i]});
    }
    return inventory;
  }
  void run_all(const std::vector<std::string>& statements) {
    for (auto& sql : statements) run(server_, sql);
  }
  std::string rows(const std::string& select) { return server_.scalar(select).value_or("?"); }
  // Both migrations are applied, and then only the first is; `select` shows the versions.
  void leads_there_and_back(const change::Inventory& inventory, const std::string& select, const std::string& before,
                            const std::string& after) {
    auto step = ship::ledger_step(inventory, {true, true});
    ASSERT_TRUE(step) << step.error().what;
    EXPECT_EQ(rows(select), before) << inventory.ledger.tool;
    run_all(step->step.up.sql);
    EXPECT_EQ(rows(select), after) << inventory.ledger.tool;
    run_all(step->step.down.sql);
    EXPECT_EQ(rows(select), before) << inventory.ledger.tool;
  }

  pg::Cluster cluster_ = private_server();
  pg::Connection server_ = connect(cluster_);
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("ledger");
  const std::vector<State> second_is_pending{State::applied, State::pending};
};

TEST_F(LedgerStep, OfToolsThatKeepAVersion) {
  run(server_, "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)");
  run(server_, "INSERT INTO schema_migrations VALUES ('0001')");
  leads_there_and_back(inventory("schema_migrations", "schema_migrations", {"0001_a", "0002_b"}, second_is_pending),
                       "SELECT string_agg(version, ' ' ORDER BY version) FROM schema_migrations", "0001", "0001 0002");
  run(server_,
      "CREATE TABLE goose (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp "
      "timestamp DEFAULT now()); INSERT INTO goose (version_id, is_applied) VALUES (1, true), (2, true), (2, false)");
  leads_there_and_back(inventory("goose", "goose", {"1_a", "2_b"}, second_is_pending),
                       "SELECT string_agg(version_id || ' ' || is_applied, ', ' ORDER BY id) FROM goose",
                       "1 true, 2 true, 2 false", "1 true, 2 true, 2 false, 2 true");
  run(server_,
      "CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)");
  run(server_, "INSERT INTO pgmigrations (name, run_on) VALUES ('1_a', now())");
  leads_there_and_back(inventory("node-pg-migrate", "pgmigrations", {"1_a", "2_b"}, second_is_pending),
                       "SELECT string_agg(name, ' ' ORDER BY id) FROM pgmigrations", "1_a", "1_a 2_b");
}

TEST_F(LedgerStep, OfFlywayWithItsChecksumAndItsFailure) {
  run(server_,
      "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description "
      "varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by "
      "varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success "
      "boolean NOT NULL); INSERT INTO flyway_schema_history VALUES (1, '1', 'a', 'SQL', 'V1__a.sql', 0, 'x', now(), 0, "
      "true)");
  auto select =
      "SELECT string_agg(concat_ws(' ', installed_rank, version, description, script, success), ', ' ORDER BY "
      "installed_rank) FROM flyway_schema_history";
  leads_there_and_back(inventory("flyway", "flyway_schema_history", {"V1__a", "V1_2__two_words"}, second_is_pending),
                       select, "1 1 a V1__a.sql t", "1 1 a V1__a.sql t, 2 1.2 two words V1_2__two_words.sql t");
  // One that failed becomes a whole one; the way back makes it what it was.
  run(server_, "UPDATE flyway_schema_history SET success = false");
  auto failed = inventory("flyway", "flyway_schema_history", {"V1__a", "V2__b"}, {State::half_applied, State::pending});
  auto step = ship::ledger_step(failed, {true, false});
  ASSERT_TRUE(step) << step.error().what;
  run_all(step->step.up.sql);
  EXPECT_EQ(rows(select), "1 1 a V1__a.sql t");
  run_all(step->step.down.sql);
  EXPECT_EQ(rows(select), "1 1 a V1__a.sql f");
  // crc32 of the lines without their ends: of "SELECT 1;SELECT 2;".
  auto two = ship::ledger_step(failed, {true, true});
  ASSERT_TRUE(two);
  EXPECT_TRUE(contains(join(two->step.up.sql, "\n"), fmt::format("{}", static_cast<std::int32_t>(0x9cc09afc))))
      << join(two->step.up.sql, "\n");
}

// As `sqitch plan --format 'format:%H %n'` has them.
TEST_F(LedgerStep, OfSqitchWithIdentifiersMadeOfTheCanonicalUri) {
  auto sqitch = inventory("sqitch", "sqitch.changes", {"first", "second"}, {State::pending, State::pending});
  sqitch.plan =
      "%syntax-version=1.0.0\n%project=shop\n%uri=HTTPS://Example.COM:443/%7euser/a%2fb\n\n"
      "first 2024-01-02T03:04:05Z Ann <ann@example.com> # The first.\n"
      "second [first] 2024-01-03T03:04:05Z Ann <ann@example.com> # The second.\n";
  auto step = ship::ledger_step(sqitch, {true, true});
  ASSERT_TRUE(step) << step.error().what;
  auto sql = join(step->step.up.sql, "\n");
  for (auto* id : {"'e608614e9bc749331a9ebd208f7276b56fbfc403'", "'27122a61de11efb70bf871be52931b25ea868cc2'"})
    EXPECT_TRUE(contains(sql, id)) << sql;
}

TEST_F(LedgerStep, OfOneThatIsNotKnownIsAnError) {
  auto step =
      ship::ledger_step(inventory("liquibase", "databasechangelog", {"1_a", "2_b"}, second_is_pending), {true, true});
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().what, "what liquibase writes into databasechangelog is not known");
}

TEST_F(LedgerStep, OfWhatItSaysAlreadyHasNoStatement) {
  auto same = ship::ledger_step(inventory("goose", "goose", {"1_a", "2_b"}, second_is_pending), {true, false});
  ASSERT_TRUE(same);
  EXPECT_TRUE(same->step.up.empty());
}

}  // namespace
