// A production of its own for tests that ship something: a database of an owner without superuser, made anew for each
// try from a template, and a plan with every kind of step.
#pragma once

#include "base/text.h"
#include "catalog/difference.h"
#include "os/folders.h"
#include "pg/catalog_reader.h"
#include "ship/drift.h"
#include "ship/executor.h"
#include "ship/plan_text.h"
#include "support/private_server.h"
#include "support/run.h"

namespace ante::tests {

inline constexpr const char* shop = R"(
CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, mail text, born date);
CREATE TABLE purchase (id int PRIMARY KEY, customer int, state text DEFAULT 'new', price numeric);
CREATE TABLE old_price (id int PRIMARY KEY, price numeric);
CREATE INDEX purchase_state ON purchase (state);
INSERT INTO customer SELECT g, 'Name ' || g, 'mail' || g, date '2000-01-01' + g FROM generate_series(1, 500) g;
INSERT INTO purchase SELECT g, 1 + g % 500, 'new', g FROM generate_series(1, 2000) g;
INSERT INTO old_price SELECT g, g FROM generate_series(1, 100) g;
)";

class Shipping : public testing::TestWithParam<int> {
 protected:
  // `settings` are the server's, over those of a private one.
  explicit Shipping(std::map<std::string, std::string> settings = {})
      : cluster(private_server(GetParam(), std::move(settings))) {
    auto server = connect(cluster);
    run(server, "CREATE ROLE app LOGIN");
    run(server, "CREATE DATABASE origin OWNER app");
    auto origin = connect(cluster, "origin", "app");
    if (GetParam() < 15) run(origin, "CREATE TABLE IF NOT EXISTS unused (id int); DROP TABLE unused");
    run(origin, shop);
  }

  // A fresh database, of the template's schema and rows.
  std::string database() {
    auto name = "shop" + std::to_string(++databases_);
    auto server = connect(cluster);
    run(server, "CREATE DATABASE " + name + " OWNER app TEMPLATE origin");
    return name;
  }
  pg::Target target(const std::string& name) const { return cluster.target(name, "app"); }
  catalog::Catalog catalog(const std::string& name) const {
    auto connection = connect(cluster, name);
    auto read = pg::read_catalog(connection);
    EXPECT_TRUE(read) << read.error().what;
    return std::move(*read);
  }
  // What differs, but for the journal and the database's own name.
  static std::string differences(const catalog::Catalog& one, const catalog::Catalog& other) {
    std::string text;
    for (auto& difference : ship::differences_but_ours(one, other))
      if (difference.kind != "database") text += catalog::sentence(difference) + "\n";
    return text;
  }

  static ship::Block inside(std::vector<std::string> sql) { return {std::move(sql)}; }
  static ship::Block build(const std::string& index, const std::string& sql) {
    auto is = [&](const char* what) {
      return "SELECT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass('" + index +
             "') AND " + what + ")";
    };
    return {{sql}, false, is("indisvalid"), is("NOT indisvalid"), "DROP INDEX CONCURRENTLY IF EXISTS " + index};
  }
  static ship::Block drop(const std::string& index) {
    return {{"DROP INDEX CONCURRENTLY IF EXISTS " + index},
            false,
            "SELECT pg_catalog.to_regclass('" + index + "') IS NULL"};
  }
  static ship::Plan plan(const std::string& database) {
    ship::Plan plan{.name = "a change", .content = "1", .server = "", .database = database};
    plan.steps = {
        {.title = "a column",
         .up = inside({"ALTER TABLE purchase ADD COLUMN note text", "COMMENT ON COLUMN purchase.note IS 'said'"}),
         .down = inside({"ALTER TABLE purchase DROP COLUMN note"})},
        {.title = "an index",
         .up = build("public.purchase_customer",
                     "CREATE INDEX CONCURRENTLY purchase_customer ON public.purchase USING btree (customer)"),
         .down = drop("public.purchase_customer")},
        {.title = "a key, not valid",
         .up = inside({"ALTER TABLE purchase ADD CONSTRAINT purchase_customer_fkey FOREIGN KEY (customer) "
                       "REFERENCES customer NOT VALID"}),
         .down = inside({"ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fkey"})},
        {.title = "the key",
         .up = {{"ALTER TABLE purchase VALIDATE CONSTRAINT purchase_customer_fkey"},
                true,
                "SELECT convalidated FROM pg_catalog.pg_constraint WHERE conname = 'purchase_customer_fkey'"}},
        {.title = "an index goes",
         .up = drop("public.purchase_state"),
         .down = build("public.purchase_state",
                       "CREATE INDEX CONCURRENTLY purchase_state ON public.purchase USING btree (state)")},
        {.title = "a table is put aside",
         .up = inside({"CREATE SCHEMA ante_kept_1", "ALTER TABLE public.old_price SET SCHEMA ante_kept_1"}),
         .down = inside({"ALTER TABLE ante_kept_1.old_price SET SCHEMA public", "DROP SCHEMA ante_kept_1"})},
    };
    return plan;
  }
  static Result<ship::Shipped> apply(const pg::Target& target, const ship::Plan& plan,
                                     const ship::Pace& pace = quick()) {
    NoProgress quiet;
    return ship::apply(target, plan, {.plan_text = ship::text_of(plan)}, pace, quiet);
  }
  static Result<ship::Shipped> undo(const pg::Target& target, const ship::Pace& pace = quick()) {
    NoProgress quiet;
    return ship::undo(target, pace, quiet);
  }
  // By the script that the journal has for it, without ante.
  Ended undone_by_psql(const std::string& name, int change) const {
    auto script = connect(cluster, name).scalar(fmt::format("SELECT undo_sql FROM ante.change WHERE id = {}", change));
    auto folder = os::TemporaryFolder::make("undo");
    EXPECT_TRUE(script && folder && os::write_file(folder->path() / "undo.sql", *script));
    return ante::tests::run(fmt::format("psql --no-psqlrc -q -h {} -U app -f {}/undo.sql {}", cluster.socket().string(),
                                        folder->path().string(), name));
  }
  static ship::Pace quick() { return {.patience = Millis(20'000), .index_wait = Millis(10'000)}; }
  static std::string said(const Result<ship::Shipped>& result) {
    return result ? "" : result.error().what + "\n" + result.error().next;
  }

  pg::Cluster cluster;

 private:
  int databases_ = 0;
};

}  // namespace ante::tests
