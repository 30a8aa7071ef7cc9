// The law of the follower: what it has followed statement by statement is what a whole reading finds, to the OID; and
// what it says is different is what is different.
#include <algorithm>

#include "base/text.h"
#include "os/folders.h"
#include "pg/catalog_follower.h"
#include "pg/catalog_reader.h"
#include "sql/statement.h"
#include "support/private_server.h"
#include "twin/observation.h"

namespace ante::tests {
namespace {

using catalog::Catalog;

std::string shown(const std::string& value) { return value; }
std::string shown(const catalog::Text& value) { return value ? "'" + *value + "'" : "none"; }
std::string shown(const catalog::Names& value) { return "[" + join(value, "|") + "]"; }
template <class Number>
std::string shown(Number value) {
  return fmt::format("{}", value);
}

// A line for each record, with everything that it holds, local or not.
std::vector<std::string> lines(const Catalog& catalog) {
  std::vector<std::string> all;
  catalog::for_each_kind(catalog, [&](const char* kind, auto& records) {
    for (auto& record : records) {
      std::string line = kind;
      using Record = std::remove_cvref_t<decltype(record)>;
      for_each_field<Record>(
          [&](auto field) { line += fmt::format(" {}={}", field.name, shown(record.*(field.member))); });
      all.push_back(std::move(line));
    }
  });
  std::ranges::sort(all);
  return all;
}

std::vector<std::string> without(const std::vector<std::string>& these, const std::vector<std::string>& those) {
  std::vector<std::string> rest;
  std::ranges::set_difference(these, those, std::back_inserter(rest));
  return rest;
}

// What follows the zoo: every way to change what is there, and to take it away.
constexpr const char* changes = R"sql(
ALTER TABLE task ADD COLUMN due date DEFAULT now(), ADD COLUMN code int GENERATED ALWAYS AS IDENTITY;
ALTER TABLE task ALTER code TYPE bigint, ALTER due SET NOT NULL;
ALTER TABLE task ALTER code DROP IDENTITY;
ALTER TABLE task DROP COLUMN due;
ALTER TABLE task ALTER kind SET DEFAULT 'k';
ALTER TABLE task ALTER kind DROP DEFAULT;
ALTER TABLE task RENAME kind TO sort;
ALTER TABLE task RENAME TO errand;
ALTER INDEX task_pkey RENAME TO errand_pkey;
ALTER TABLE errand RENAME CONSTRAINT unproved_key TO proved_key;
ALTER TABLE errand VALIDATE CONSTRAINT proved_key;
ALTER TABLE errand ALTER CONSTRAINT proved_key DEFERRABLE;
ALTER TABLE errand SET (fillfactor = 50, toast.autovacuum_vacuum_threshold = 7);
ALTER TABLE errand SET (toast.autovacuum_vacuum_threshold = 8);
ALTER TABLE errand RESET (fillfactor);
ALTER TABLE errand OWNER TO app;
CREATE TABLE alone (a int PRIMARY KEY, b serial);
ALTER TABLE alone SET UNLOGGED;
ALTER TABLE errand DISABLE TRIGGER with_tables;
ALTER TRIGGER with_tables ON errand RENAME TO with_both;
DROP TRIGGER with_both ON errand;
ALTER TABLE errand ENABLE RULE also;
DROP RULE also ON errand;
ALTER TABLE errand NO FORCE ROW LEVEL SECURITY;
ALTER POLICY "see some" ON person TO reader USING (grade > 2);
ALTER POLICY "see some" ON person RENAME TO seen;
DROP POLICY seen ON person;
COMMENT ON TABLE person IS NULL;
COMMENT ON INDEX by_lowered_name IS 'another';
CREATE INDEX on_errand ON errand (sort, owner);
ALTER INDEX on_errand SET (fillfactor = 50);
DROP INDEX on_errand;
REINDEX TABLE person;
DROP INDEX by_hash, by_pattern;
ALTER TABLE person CLUSTER ON by_lowered_name;
ALTER TABLE person SET WITHOUT CLUSTER;
ALTER TABLE person REPLICA IDENTITY DEFAULT;
ALTER INDEX by_lowered_name ALTER COLUMN 1 SET STATISTICS 70;
ALTER TABLE person DROP CONSTRAINT unproved;
ALTER TABLE person ADD CONSTRAINT once UNIQUE (late);
ALTER TABLE person DROP CONSTRAINT once;
ALTER STATISTICS related RENAME TO kin;
DROP STATISTICS kin;
ALTER SEQUENCE counting INCREMENT 7 OWNED BY person.late;
ALTER SEQUENCE counting OWNED BY NONE;
ALTER SEQUENCE counting RENAME TO counted_on;
GRANT UPDATE ON SEQUENCE counted_on TO reader;
REVOKE SELECT (name) ON person FROM PUBLIC;
REVOKE ALL ON person FROM app;
GRANT DELETE ON ALL TABLES IN SCHEMA public TO reader;
ALTER TABLE animal ADD COLUMN weight int CHECK (weight > 0);
ALTER TABLE bird ALTER name SET NOT NULL;
ALTER TABLE robot_bird NO INHERIT machine;
ALTER TABLE animal RENAME COLUMN weight TO mass;
ALTER TABLE ONLY animal ALTER legs SET DEFAULT 2;
CREATE TABLE nothing_more () INHERITS (nothing);
ALTER TABLE nothing_more NO INHERIT nothing;
CREATE INDEX of_parts ON ONLY measured (at);
CREATE INDEX of_part ON measured_b (at);
ALTER INDEX of_parts ATTACH PARTITION of_part;
ALTER TABLE measured DETACH PARTITION measured_b;
ALTER TABLE measured ATTACH PARTITION measured_b FOR VALUES FROM (10) TO (20);
ALTER TABLE measured ADD COLUMN unit text DEFAULT 'm';
ALTER TRIGGER on_measured ON measured RENAME TO on_any_measured;
ALTER TABLE measured DROP CONSTRAINT of_person;
DROP TABLE measured_a_x CASCADE;
CREATE TABLE measured_z PARTITION OF measured FOR VALUES FROM (40) TO (50);
ALTER INDEX by_k RENAME TO by_key;
CREATE OR REPLACE VIEW renamed AS SELECT id AS "A", name AS "b c", 1 AS more FROM by_person;
ALTER TABLE renamed RENAME COLUMN more TO most;
ALTER VIEW renamed SET SCHEMA app;
DROP VIEW app.renamed;
ALTER MATERIALIZED VIEW grades SET (fillfactor = 70);
REFRESH MATERIALIZED VIEW grades;
ALTER TYPE pair ADD ATTRIBUTE d int CASCADE;
ALTER TYPE mood ADD VALUE 'late';
ALTER TYPE mood RENAME VALUE 'late' TO 'later';
ALTER DOMAIN positive DROP NOT NULL;
ALTER DOMAIN positive DROP CONSTRAINT above_zero;
CREATE DOMAIN unused AS int CHECK (VALUE > 1);
CREATE TABLE with_unused (a int);
DROP DOMAIN unused;
CREATE TABLE with_own AS SELECT 1 AS a, 'happy'::mood AS b WHERE false;
CREATE TABLE of_domains (a positive, b positive[], c pair, d pair[]);
CREATE FUNCTION more_of(a int) RETURNS int LANGUAGE sql AS 'select 2';
CREATE TRIGGER of_more BEFORE INSERT ON with_own FOR EACH ROW EXECUTE FUNCTION on_change();
DROP TABLE with_own;
ALTER EXTENSION hstore ADD TABLE with_unused;
ALTER EXTENSION hstore DROP TABLE with_unused;
ALTER TABLE with_unused SET SCHEMA app;
CREATE SCHEMA later CREATE TABLE made_there (a int PRIMARY KEY) CREATE VIEW seen_there AS SELECT a FROM made_there;
ALTER SCHEMA later RENAME TO sooner;
DROP SCHEMA sooner CASCADE;
ALTER FOREIGN TABLE far_away ALTER b OPTIONS (ADD "column" 'z'), OPTIONS (SET t 'y');
ALTER TABLE of_pair NOT OF;
CREATE TEMP TABLE passing (a int);
CREATE TABLE a_copy (LIKE person INCLUDING ALL);
INSERT INTO animal VALUES (1, 'cat', 4);
ANALYZE animal;
TRUNCATE animal;
DROP FUNCTION plus_one(int, int) CASCADE;
DROP TYPE pair CASCADE;
ALTER ROLE reader RENAME TO watcher;
DROP TABLE person CASCADE;
REASSIGN OWNED BY app TO go_between;
DROP OWNED BY go_between CASCADE;
)sql";

struct Case {
  int major;
  bool in_one_transaction;
};

class Followed : public testing::TestWithParam<Case> {
 protected:
  // Runs a statement and follows it; then a whole reading must find the same.
  void step(const std::string& sql) {
    SCOPED_TRACE(sql);
    if (!GetParam().in_one_transaction) run(session_, "BEGIN");
    auto before = twin::state_inside(session_);
    ASSERT_TRUE(before) << before.error().what;
    auto ran = session_.execute(sql);
    ASSERT_TRUE(ran) << ran.error().what;
    auto after = twin::state_inside(session_);
    ASSERT_TRUE(after) << after.error().what;
    auto looked = twin::in_savepoint(session_, [&] { return compare(twin::written_between(*before, *after)); });
    ASSERT_TRUE(looked) << looked.error().what;
    if (!GetParam().in_one_transaction) run(session_, "COMMIT");
  }
  void follow(const std::string& script) {
    run(session_, "SET client_min_messages = error; BEGIN");
    auto read = twin::in_savepoint(session_, [&] { return follower_.read(session_); });
    ASSERT_TRUE(read) << read.error().what;
    if (!GetParam().in_one_transaction) run(session_, "COMMIT");
    auto statements = sql::split_statements(of_major(GetParam().major, script));
    ASSERT_TRUE(statements);
    for (auto& statement : *statements) {
      step(statement.text);
      if (HasFailure()) return;
    }
  }
  static std::string zoo() {
    return os::read_file(std::filesystem::path(ANTE_SOURCE) / "tests/catalog/zoo.sql").value();
  }
  Result<void> compare(const pg::Written& written) {
    auto before = follower_.now();
    auto said = written.empty() ? std::vector<catalog::Difference>{} : TRY(follower_.follow(session_, written));
    auto whole = TRY(pg::read_catalog_to_compare(session_));
    EXPECT_EQ(without(lines(follower_.now()), lines(whole)), std::vector<std::string>{});
    EXPECT_EQ(without(lines(whole), lines(follower_.now())), std::vector<std::string>{});
    auto sentences = [](const std::vector<catalog::Difference>& differences) {
      std::vector<std::string> all;
      for (auto& one : differences) all.push_back(catalog::sentence(one));
      std::ranges::sort(all);
      return all;
    };
    EXPECT_EQ(sentences(said), sentences(catalog::differences(before, whole)));
    return {};
  }

  pg::Cluster server_ = private_server(GetParam().major);
  pg::Connection session_ = connect(server_);
  pg::CatalogFollower follower_;
};
INSTANTIATE_TEST_SUITE_P(Zoo, Followed, testing::ValuesIn([] {
                           std::vector<Case> cases;
                           for (int major : tested_majors())
                             for (bool one : {false, true}) cases.push_back({major, one});
                           return cases;
                         }()),
                         [](auto& which) {
                           return fmt::format("{}_on_{}",
                                              which.param.in_one_transaction ? "in_one_transaction" : "in_many",
                                              which.param.major);
                         });

TEST_P(Followed, IsWhatAWholeReadingFinds) {
  run(session_, zoo());
  follow(changes);
}

TEST_P(Followed, IsWhatAWholeReadingFindsWhileAllOfItIsMade) { follow(zoo()); }

}  // namespace
}  // namespace ante::tests
