#include "twin/trial_bench.h"

#include <fmt/format.h>

#include "pg/catalog_reader.h"
#include "twin/sample_rows.h"
#include "twin/stranger.h"

namespace ante::twin {

Result<std::string> Bench::copy(const std::string& database) {
  auto name = fmt::format("ante_trial_{}", ++copies_);
  auto server = TRY(pg::Connection::open(trials_.cluster.target("template1"), {.call = Millis(120'000)}));
  auto create =
      TRY(server.scalar("SELECT format('CREATE DATABASE %I TEMPLATE %I', $1::text, $2::text)", {name, database}));
  TRY(server.execute(create));
  TRY(server.query(R"sql(
    WITH source AS (SELECT * FROM pg_catalog.pg_database WHERE datname = $1),
    settings AS (
      INSERT INTO pg_catalog.pg_db_role_setting (setdatabase, setrole, setconfig)
      SELECT d.oid, s.setrole, s.setconfig FROM pg_catalog.pg_database d, source
      JOIN pg_catalog.pg_db_role_setting s ON s.setdatabase = source.oid WHERE d.datname = $2)
    UPDATE pg_catalog.pg_database d SET datdba = source.datdba, datacl = source.datacl FROM source
    WHERE d.datname = $2)sql",
                   {database, name}));
  return name;
}

Result<void> Bench::drop(const std::string& trial) {
  auto server = TRY(pg::Connection::open(trials_.cluster.target("template1"), {.call = Millis(120'000)}));
  TRY(server.execute("DROP DATABASE " + trial));
  return {};
}

Result<std::optional<Failed>> Bench::run(const std::string& database, const Script& script, std::size_t steps) {
  constexpr std::string_view not_in_a_transaction = "25001";
  auto failed = TRY(run(database, script, steps, script.in_transaction));
  if (!failed || !script.transaction_assumed || failed->error.sqlstate != not_in_a_transaction) return failed;
  return run(database, script, steps, false);
}

Result<void> Bench::fill(const std::string& database, const std::set<std::string>& tables) {
  auto server = TRY(pg::Connection::open(trials_.cluster.target(database), {.call = Millis(120'000)}));
  TRY(insert_sample_rows_in(server, tables));
  return {};
}

Result<catalog::Catalog> Bench::catalog(const std::string& database) {
  auto server = TRY(observer(database));
  return pg::read_catalog_to_compare(server);
}

void Bench::show(std::size_t migration, const std::string& before, const std::string& after) const {
  if (trials_.look) trials_.look(migration, trials_.cluster, before, after);
}

Result<Values> Bench::values(const std::string& database) {
  auto server = TRY(observer(database));
  return values_of(server);
}

Result<pg::Connection> Bench::observer(const std::string& database) const {
  return pg::Connection::open(trials_.cluster.target(database),
                              {.call = Millis(120'000), .settings = {{"search_path", "pg_catalog"}, {"jit", "off"}}});
}

Result<std::unique_ptr<Bench::Visit>> Bench::enter(const std::string& database) const {
  auto watching = TRY(observer(database));
  Site site{trials_.cluster.target(database), trials_.cluster.target(database, trials_.role), trials_.cluster.data()};
  auto stranger = TRY(Stranger::enter(site, trials_.limits, watching));
  // The one refers to the other: neither moves any more.
  auto visit = std::make_unique<Visit>(std::move(watching), std::move(stranger));
  visit->stranger.watched_by(visit->watching);
  return visit;
}

Result<std::optional<Failed>> Bench::run(const std::string& database, const Script& script, std::size_t steps,
                                         bool in_transaction) {
  auto visit = TRY(enter(database));
  auto& stranger = visit->stranger;
  if (in_transaction) TRY(stranger.run("BEGIN"));
  for (std::size_t i = 0; i < steps; ++i)
    if (auto done = stranger.run(script.steps[i].sql, script.steps[i].copy_data); !done)
      return Failed{i, done.error(), stranger.stopped()};
  if (in_transaction)
    if (auto done = stranger.run("COMMIT"); !done)
      return Failed{steps ? steps - 1 : 0, done.error(), stranger.stopped()};
  return std::nullopt;
}

}  // namespace ante::twin
