// What the DDL keeps beyond names: attribute numbers, the order of indexes, owners, roles; and what the reader leaves
// behind and never looks at.
#include "catalog/ddl.h"

#include <fmt/format.h>

#include "os/folders.h"
#include "support/rebuild.h"

namespace ante::tests {
namespace {

class OnMajor : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    auto admin = connect(server_);
    run(admin, "CREATE DATABASE original");
    run(admin, "CREATE DATABASE copy");
    original_ = std::make_unique<pg::Connection>(connect(server_, "original"));
    copy_ = std::make_unique<pg::Connection>(connect(server_, "copy"));
    run(*original_, "SET client_min_messages = error");
  }
  // The rows of a question as text, the same question to both.
  std::string answer(pg::Connection& connection, const std::string& sql) {
    auto rows = connection.query(sql);
    EXPECT_TRUE(rows) << rows.error().what;
    std::string text;
    for (int row = 0; rows && row < rows->size(); ++row, text += "\n")
      for (int column = 0; column < rows->columns(); ++column) text += std::string(rows->text(row, column)) + "|";
    return text;
  }

  pg::Cluster server_ = private_server(GetParam());
  std::unique_ptr<pg::Connection> original_, copy_;
};

TEST_P(OnMajor, AttributeNumbersAreKeptWhereAskedFor) {
  run(*original_, R"(
    CREATE TABLE t (gone1 int, a int NOT NULL, gone2 text, b text, gone3 date);
    ALTER TABLE t DROP gone1, DROP gone2, DROP gone3;
    CREATE TABLE p (k int, lost int, v text) PARTITION BY LIST (k);
    CREATE TABLE p1 (v text, l1 int, l2 int, k int);
    ALTER TABLE p DROP lost; ALTER TABLE p1 DROP l1, DROP l2;
    ALTER TABLE p ATTACH PARTITION p1 DEFAULT;
    CREATE TABLE parent (a int, x int); CREATE TABLE child (c int) INHERITS (parent);
    ALTER TABLE parent DROP x; ALTER TABLE parent ADD y int;)");
  rebuild(catalog_of(*original_), *copy_, {.roles = false, .keep_attribute_numbers = true});
  const auto numbers =
      "SELECT c.relname, a.attnum, a.attisdropped, CASE WHEN NOT a.attisdropped THEN a.attname END, "
      "NOT a.attisdropped AND a.attislocal "
      "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND "
      "a.attnum > 0 "
      "ORDER BY c.relname, a.attnum";
  EXPECT_NE(answer(*original_, numbers), "");
  EXPECT_EQ(answer(*copy_, numbers), answer(*original_, numbers));
}

// Between plans of equal cost the planner takes the index with the lower OID.
TEST_P(OnMajor, IndexesAreMadeInTheSourcesOrder) {
  run(*original_, R"(
    CREATE TABLE t (a int, b int, c int);
    CREATE INDEX z ON t (a); CREATE UNIQUE INDEX y ON t (b); CREATE INDEX x ON t (c);
    ALTER TABLE t ADD PRIMARY KEY (a, b); CREATE INDEX w ON t (b, c); ALTER TABLE t ADD UNIQUE (c, a);
    CREATE INDEX v ON t (c, b);
    CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE p1 (a int, b int);
    CREATE INDEX own ON p1 (b, a); ALTER TABLE p ATTACH PARTITION p1 DEFAULT;
    CREATE INDEX on_b ON p (b); ALTER TABLE p ADD PRIMARY KEY (a); CREATE INDEX on_a ON p (a);)");
  rebuild(catalog_of(*original_), *copy_, {.roles = false});
  const auto order =
      "SELECT indrelid::regclass, string_agg(indexrelid::regclass::text, ' ' ORDER BY indexrelid) FROM pg_index "
      "WHERE indexrelid >= 16384 AND indrelid::regclass::text !~ 'pg_toast' GROUP BY indrelid ORDER BY "
      "indrelid::regclass::text";
  EXPECT_NE(answer(*original_, order), "");
  EXPECT_EQ(answer(*copy_, order), answer(*original_, order));
}

TEST_P(OnMajor, ARoleWithFewRightsReadsTheSame) {
  run(*original_, os::read_file(std::filesystem::path(ANTE_SOURCE) / "tests/catalog/zoo.sql").value());
  run(*original_, "CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
  auto watcher = connect(server_, "original", "watcher");
  for (const auto& difference : catalog::differences(catalog_of(*original_), catalog_of(watcher)))
    ADD_FAILURE() << catalog::sentence(difference);
}

TEST_P(OnMajor, ReadingLeavesTheSessionAsItWas) {
  run(*original_, "SET search_path = nowhere, public; SET DateStyle = 'German, DMY'");
  catalog_of(*original_);
  EXPECT_EQ(original_->scalar("SHOW search_path").value(), "nowhere, public");
  EXPECT_EQ(original_->scalar("SHOW DateStyle").value(), "German, DMY");
  run(*original_, "BEGIN READ ONLY");
  catalog_of(*original_);
  EXPECT_EQ(original_->scalar("SHOW search_path").value(), "nowhere, public");
  EXPECT_FALSE(original_->in_failed_transaction());
}

TEST_P(OnMajor, PasswordsOfUserMappingsAndSubscriptionsAreNeverRead) {
  run(*original_, R"(
    CREATE FOREIGN DATA WRAPPER w OPTIONS (master_Token 'geheim');
    CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'far', "API_key" 'geheim', aws_secret_id 'geheim');
    CREATE FOREIGN TABLE t (a int OPTIONS (auth 'geheim')) SERVER s OPTIONS (password 'geheim', path 'passwords=1');
    CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'geheim');
    CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere password=geheim' PUBLICATION p WITH (connect = false);)");
  const auto catalog = catalog_of(*original_);
  std::string everything = catalog::script(catalog::ddl(catalog));
  for (const auto& one : catalog.unsupported) everything += one.kind + " " + one.name + "\n";
  EXPECT_NE(everything.find("USER MAPPING FOR PUBLIC"), std::string::npos);
  EXPECT_NE(everything.find("subscription sub"), std::string::npos);
  for (auto* kept :
       {"host 'far'", "'passwords=1'", "\"API_key\" of the server s", "\"password\" 'hidden'",
        "master_token of the foreign-data", "aws_secret_id of the server s", "password of the foreign table"})
    EXPECT_NE(everything.find(kept), std::string::npos) << kept << "\n" << everything;
  EXPECT_EQ(everything.find("geheim"), std::string::npos);
  EXPECT_EQ(everything.find("nowhere"), std::string::npos);
}

TEST_P(OnMajor, PrivilegesOnTheDatabaseGoToTheOneAtHand) {
  run(*original_,
      "CREATE ROLE app; REVOKE CONNECT ON DATABASE original FROM PUBLIC; GRANT CREATE ON DATABASE original TO app;"
      "COMMENT ON DATABASE original IS '100 %I'");
  const auto catalog = catalog_of(*original_);
  rebuild(catalog, *copy_, {.roles = false});
  for (const auto& difference : catalog::differences(catalog, catalog_of(*copy_)))
    ADD_FAILURE() << catalog::sentence(difference);
}

TEST_P(OnMajor, SchemaPublicIsWhatItWas) {
  for (const char* before : {"DROP SCHEMA public", "DROP SCHEMA public; CREATE SCHEMA public",
                             "CREATE ROLE o; ALTER SCHEMA public OWNER TO o", "COMMENT ON SCHEMA public IS NULL",
                             "DROP EXTENSION plpgsql"}) {
    auto admin = connect(server_);
    run(admin, "CREATE DATABASE source TEMPLATE template0");
    run(admin, "CREATE DATABASE target TEMPLATE template0");
    {
      auto source = connect(server_, "source");
      auto target = connect(server_, "target");
      run(source, before);
      const auto catalog = catalog_of(source);
      rebuild(catalog, target, {.roles = false});
      for (const auto& difference : catalog::differences(catalog, catalog_of(target)))
        ADD_FAILURE() << before << ": " << catalog::sentence(difference);
    }
    run(admin, "DROP DATABASE source");
    run(admin, "DROP DATABASE target");
  }
}

INSTANTIATE_TEST_SUITE_P(All, OnMajor, testing::ValuesIn(tests::tested_majors()),
                         [](const auto& major) { return fmt::format("on_{}", major.param); });

// The script makes a database on another server, roles and all, with psql.
TEST(Script, MakesRolesAndAllOnAnotherServer) {
  const auto source = private_server(), target = private_server();
  auto original = connect(source);
  run(original, "SET client_min_messages = error");
  run(original, os::read_file(std::filesystem::path(ANTE_SOURCE) / "tests/catalog/zoo.sql").value());
  const auto catalog = catalog_of(original);
  const auto folder = os::TemporaryFolder::make("script");
  ASSERT_TRUE(folder);
  const auto file = (folder->path() / "script.sql").string();
  std::FILE* out = std::fopen(file.c_str(), "w");
  ASSERT_TRUE(out);
  std::fputs(catalog::script(catalog::ddl(catalog)).c_str(), out);
  std::fclose(out);
  run_client(target, "psql", "postgres", "-X -q -v ON_ERROR_STOP=1 -o /dev/null -f '" + file + "'");
  auto copy = connect(target);
  for (const auto& difference : catalog::differences(catalog, catalog_of(copy)))
    ADD_FAILURE() << catalog::sentence(difference);
}

}  // namespace
}  // namespace ante::tests
