// A run of migrations, cut short after each of its statements: from wherever it stands the repair leads to the schema
// after it and to the one before it, exactly, as our catalog and as pg_dump see it.
#include "ship/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "ship/drift.h"
#include "ship/likeness.h"
#include "support/private_cache.h"
#include "support/rebuild.h"
#include "twin/nothing.h"
#include "twin/return_trip.h"

namespace {

using namespace ante;
using namespace ante::tests;

const std::vector<std::string> old_schema = {
    "CREATE TYPE state AS ENUM ('new', 'paid')",
    "CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, mail text, born date)",
    "CREATE TABLE purchase (id int PRIMARY KEY, customer int, state text DEFAULT 'new', price numeric, code text)",
    "CREATE TABLE old_price (id int PRIMARY KEY, price numeric, since date NOT NULL DEFAULT now())",
    "CREATE TABLE scrap (id int, said text)",
    "CREATE INDEX purchase_state ON purchase (state)",
    "CREATE VIEW addresses AS SELECT id, mail FROM customer",
    "CREATE VIEW letters AS SELECT mail FROM addresses WHERE id > 1",
    "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "CREATE TRIGGER touched BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION touched()",
    "GRANT SELECT ON addresses TO reader",
};

const std::vector<std::string> release = {
    "CREATE TABLE invoice (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, purchase int REFERENCES purchase (id))",
    "ALTER TABLE purchase ADD COLUMN note text",
    "CREATE INDEX CONCURRENTLY purchase_customer ON purchase (customer)",
    "UPDATE purchase SET note = 'none'",
    "ALTER TABLE purchase ADD CONSTRAINT purchase_of FOREIGN KEY (customer) REFERENCES customer (id) NOT VALID",
    "ALTER TABLE purchase VALIDATE CONSTRAINT purchase_of",
    "ALTER TABLE customer RENAME COLUMN mail TO email",
    "CREATE OR REPLACE VIEW letters AS SELECT mail FROM addresses WHERE id > 2",
    "ALTER TABLE purchase ALTER COLUMN price TYPE numeric(12, 2)",
    "CREATE OR REPLACE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := trim(NEW.name); "
    "RETURN NEW; END $$",
    "CREATE TRIGGER touched_late AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION touched()",
    "DROP INDEX purchase_state",
    "ALTER TABLE customer ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE old_price RENAME TO price_history",
    "CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(price) FROM purchase GROUP BY customer",
    "DROP TABLE scrap",
    "ALTER TABLE customer DROP COLUMN born",
    "COMMENT ON TABLE customer IS 'who buys'",
    "GRANT SELECT ON invoice TO reader",
    "ALTER TABLE invoice ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY seen ON invoice FOR SELECT TO reader USING (id > 0)",
    "CREATE SEQUENCE numbers START 100",
    "ALTER TABLE purchase ALTER COLUMN state SET DEFAULT 'open'",
    "CREATE UNIQUE INDEX CONCURRENTLY purchase_code ON purchase (code)",
    "BEGIN",
    "ALTER TABLE purchase ALTER COLUMN code SET NOT NULL",
    "ALTER TABLE purchase ADD CONSTRAINT purchase_price CHECK (price >= 0)",
    "COMMIT",
    "DELETE FROM purchase WHERE price > 1000000",
};

change::Change change_of(const std::vector<std::string>& statements, const char* name) {
  change::Migration migration{.name = name, .in_transaction = false, .steps = {}};
  for (auto& sql : statements)
    migration.steps.push_back({sql, std::string(name) + ".sql", static_cast<int>(migration.steps.size()) + 1});
  return {"", {migration}};
}

class Repairing : public testing::TestWithParam<int> {
 protected:
  Repairing() : server_(private_server(GetParam())) {
    auto admin = connect(server_);
    run(admin, "CREATE ROLE app LOGIN; CREATE ROLE reader");
    made("old", old_schema);
    auto all = old_schema;
    all.insert(all.end(), release.begin(), release.end());
    made("new", all);
    NoProgress quiet;
    pending_ = change_of(release, "2_release");
    auto now = catalog("old");
    auto lab = twin::lab_of_nothing({.major = GetParam(), .role = "app", .others = now.roles}, quiet);
    EXPECT_TRUE(lab) << lab.error().what;
    auto course = ship::run_course(*lab, change_of(old_schema, "1_old"), pending_, "migrations", quiet);
    EXPECT_TRUE(course) << course.error().what;
    if (course) course_ = std::move(*course);
  }

  void made(const std::string& name, const std::vector<std::string>& statements) {
    auto admin = connect(server_);
    run(admin, "CREATE DATABASE " + name + " OWNER app");
    auto database = connect(server_, name, "app");
    if (GetParam() < 15) {
      auto superuser = connect(server_, name);
      run(superuser, "GRANT CREATE ON SCHEMA public TO app");
    }
    for (auto& sql : statements) run(database, sql);
  }
  catalog::Catalog catalog(const std::string& name) const {
    auto connection = connect(server_, name);
    return catalog_of(connection);
  }
  // Without what pg_dump draws by lot; "" of a server that came without it.
  std::string dumped(const std::string& name) const {
    if (!std::filesystem::exists(server_.binaries().bin / "pg_dump")) return "";
    auto lines = split(run_client(server_, "pg_dump", name, "-s"), '\n');
    std::erase_if(lines, [](auto& line) { return line.starts_with("\\restrict") || line.starts_with("\\unrestrict"); });
    return join(lines, "\n");
  }
  // The old schema, and so many of the units.
  std::string half_way(std::size_t units, const std::string& direction) {
    auto name = fmt::format("half_{}_{}", units, direction);
    auto statements = old_schema;
    for (std::size_t i = 0; i < units; ++i)
      for (auto& step : course_.units[i].steps) statements.push_back(step.sql);
    made(name, statements);
    return name;
  }
  // What is to be done, done; and how the schema then differs from the one that it should be.
  ship::Repair repair(const std::string& name, bool forward) {
    auto now = catalog(name);
    auto leftovers = ship::leave_out_leftovers(now);
    auto place = ship::place_on(course_, now);
    EXPECT_TRUE(place) << name;
    auto &end = forward ? course_.after() : course_.before(), &other = forward ? course_.before() : course_.after();
    auto target = ship::with_privileges_of(end, now, other);
    ship::ToRepair what{now, target, leftovers, "app", "repair"};
    auto repair = forward && place ? ship::rest_of(what, course_, *place, pending_) : ship::way_there(what, false);
    auto database = connect(server_, name, "app");
    for (auto& migration : repair.change.migrations)
      for (auto& step : migration.steps) {
        auto done = database.execute(step.sql);
        EXPECT_TRUE(done) << name << ": " << step.sql << ": " << done.error().what;
      }
    return repair;
  }
  void expect_same(const std::string& name, const std::string& reference) {
    if (!references_.contains(reference)) references_[reference] = {catalog(reference), dumped(reference)};
    auto& [its_catalog, its_dump] = references_[reference];
    std::string text;
    for (auto& one : ship::differences_but_ours(its_catalog, catalog(name)))
      if (one.kind != "database") text += catalog::sentence(one) + "\n";
    EXPECT_EQ(text, "") << name;
    EXPECT_EQ(dumped(name), its_dump) << name;
  }

  pg::Cluster server_;
  change::Change pending_;
  ship::Course course_;
  std::map<std::string, std::pair<catalog::Catalog, std::string>> references_;
};
INSTANTIATE_TEST_SUITE_P(Majors, Repairing, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Repairing, WhatRunsWholeIsOneUnitAndWhatDoesNotShowIsKnown) {
  ASSERT_EQ(course_.units.size(), release.size() - 3);  // BEGIN to COMMIT is one
  std::vector<std::string> silent;
  for (auto& unit : course_.units)
    if (unit.silent) silent.push_back(unit.steps.front().sql);
  EXPECT_EQ(silent, (std::vector<std::string>{release[3], release.back()}));
}

TEST_P(Repairing, FromEveryHalfWayStateForward) {
  for (std::size_t units = 0; units <= course_.units.size(); ++units) {
    auto name = half_way(units, "forward");
    auto done = repair(name, true);
    expect_same(name, "new");
    // What only rows show is not run a second time, and is said.
    bool unclear = units == 3 || units == 4 || units >= course_.units.size() - 1;
    EXPECT_EQ(done.unseen.size(), unclear ? 1 : 0) << name;
  }
}

TEST_P(Repairing, FromEveryHalfWayStateBack) {
  for (std::size_t units = 0; units <= course_.units.size(); ++units) {
    auto name = half_way(units, "back");
    repair(name, false);
    expect_same(name, "old");
  }
}

TEST_P(Repairing, AnUnfinishedIndexIsDroppedAndBuiltAgainOrGone) {
  auto built =
      std::ranges::find_if(course_.units, [](auto& unit) { return contains(unit.steps.front().sql, "purchase_code"); });
  auto units = static_cast<std::size_t>(built - course_.units.begin());
  for (bool forward : {true, false}) {
    auto name = half_way(units, forward ? "unfinished" : "unfinished_back");
    auto database = connect(server_, name, "app");
    run(database, "INSERT INTO purchase (id, code) VALUES (1, 'a'), (2, 'a')");
    ASSERT_FALSE(database.execute(release[23]));
    run(database, "DELETE FROM purchase");
    EXPECT_EQ(database.scalar("SELECT count(*) FROM pg_index WHERE NOT indisvalid").value_or(""), "1");
    repair(name, forward);
    expect_same(name, forward ? "new" : "old");
  }
}

TEST_P(Repairing, WhatNobodysMigrationsMakeIsLeftAlone) {
  auto name = half_way(5, "strangers");
  auto admin = connect(server_, name);
  run(admin, "CREATE EXTENSION pgcrypto; CREATE PUBLICATION changes FOR TABLE customer");
  auto now = catalog(name);
  auto strangers = ship::leave_out_strangers(now, course_.stands);
  std::ranges::sort(strangers);
  EXPECT_EQ(join(strangers, ", "), "extension pgcrypto, publication changes");
  EXPECT_TRUE(ship::place_on(course_, now));
  EXPECT_TRUE(now.extensions.empty() || now.extensions.front().name != "pgcrypto");
}

TEST_P(Repairing, WhatStandsNowhereOnTheCourseIsLedThereAllTheSame) {
  auto name = half_way(9, "astray");
  auto database = connect(server_, name, "app");
  run(database, "ALTER TABLE purchase DROP COLUMN state CASCADE; CREATE TABLE by_hand (id int)");
  auto now = catalog(name);
  EXPECT_FALSE(ship::place_on(course_, now));
  auto target = ship::with_privileges_of(course_.before(), now, course_.after());
  auto way = ship::way_there({now, target, {}, "app", "repair"}, false);
  for (auto& migration : way.change.migrations)
    for (auto& step : migration.steps) run(database, step.sql);
  std::string text;
  for (auto& one : ship::differences_but_ours(catalog("old"), catalog(name)))
    if (one.kind != "database" && !twin::is_only_the_order(one)) text += catalog::sentence(one) + "\n";
  EXPECT_EQ(text, "");
  EXPECT_EQ(std::ranges::count(way.loses, "the rows of public.by_hand"), 1) << join(way.loses, "; ");
}

}  // namespace
