#include "twin/return_trip.h"

#include <fmt/format.h>

#include <set>

#include "pg/catalog_reader.h"
#include "sql/statement.h"
#include "twin/lab.h"
#include "twin/one_transaction.h"
#include "twin/sample_rows.h"
#include "twin/values.h"

namespace ante::twin {
namespace {

constexpr std::size_t most_stops = 12;  // of one change: each is a copy of the database or two

struct Script {
  const std::vector<change::Step>& steps;
  bool in_transaction, transaction_assumed;
};
Script up_of(const change::Migration& migration) {
  return {migration.steps, migration.in_transaction, migration.transaction_assumed};
}
Script back_of(const change::WayBack& back) { return {back.steps, back.in_transaction, back.transaction_assumed}; }

struct Failed {
  std::size_t step = 0;
  Error error;
  bool stopped = false;
};

class Bench {
 public:
  explicit Bench(const Trials& trials) : trials_(trials) {}

  // Of a database, with what belongs to it and is not in it: its settings and rights.
  Result<std::string> copy(const std::string& database) {
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
  Result<void> drop(const std::string& trial) {
    auto server = TRY(pg::Connection::open(trials_.cluster.target("template1"), {.call = Millis(120'000)}));
    TRY(server.execute("DROP DATABASE " + trial));
    return {};
  }

  // As its tool would run it. Nothing: it went through.
  Result<std::optional<Failed>> run(const std::string& database, const Script& script, std::size_t steps) {
    constexpr std::string_view not_in_a_transaction = "25001";
    auto failed = TRY(run(database, script, steps, script.in_transaction));
    if (!failed || !script.transaction_assumed || failed->error.sqlstate != not_in_a_transaction) return failed;
    return run(database, script, steps, false);
  }

  Result<void> fill(const std::string& database, const std::set<std::string>& tables) {
    auto server = TRY(pg::Connection::open(trials_.cluster.target(database), {.call = Millis(120'000)}));
    TRY(insert_sample_rows_in(server, tables));
    return {};
  }

  Result<catalog::Catalog> catalog(const std::string& database) {
    auto server = TRY(observer(database));
    return pg::read_catalog_to_compare(server);
  }

  void show(std::size_t migration, const std::string& before, const std::string& after) const {
    if (trials_.look) trials_.look(migration, trials_.cluster, before, after);
  }

  Result<Values> values(const std::string& database) {
    auto server = TRY(observer(database));
    return values_of(server);
  }

 private:
  Result<pg::Connection> observer(const std::string& database) const {
    return pg::Connection::open(trials_.cluster.target(database),
                                {.call = Millis(120'000), .settings = {{"search_path", "pg_catalog"}, {"jit", "off"}}});
  }

  Result<std::optional<Failed>> run(const std::string& database, const Script& script, std::size_t steps,
                                    bool in_transaction) {
    auto watching = TRY(observer(database));
    Site site{trials_.cluster.target(database), trials_.cluster.target(database, trials_.role), trials_.cluster.data()};
    auto stranger = TRY(Stranger::enter(site, trials_.limits, watching));
    if (in_transaction) TRY(stranger.run("BEGIN"));
    for (std::size_t i = 0; i < steps; ++i)
      if (auto done = stranger.run(script.steps[i].sql, script.steps[i].copy_data); !done)
        return Failed{i, done.error(), stranger.stopped()};
    if (in_transaction)
      if (auto done = stranger.run("COMMIT"); !done)
        return Failed{steps ? steps - 1 : 0, done.error(), stranger.stopped()};
    return std::nullopt;
  }

  const Trials& trials_;
  int copies_ = 0;
};

// The tables that a migration names, there and back, without their schemas.
std::set<std::string> named_in(const change::Migration& migration) {
  std::set<std::string> names;
  for (auto* steps : {&migration.steps, &migration.back->steps})
    for (auto& step : *steps)
      if (auto facts = sql::facts(step.sql))
        for (auto& relation : facts->relations) names.insert(without_schema(relation));
  return names;
}

// A copy in which the migration has run, from a few rows in the tables that it names where it runs on these too. Tables
// that earlier migrations of the same change made have none of their own.
struct There {
  std::string database;
  Values values_before;
};
Result<There> there(Bench& bench, const std::string& before, const change::Migration& migration) {
  for (bool with_rows : {true, false}) {
    auto database = TRY(bench.copy(before));
    if (with_rows) TRY(bench.fill(database, named_in(migration)));
    auto values = TRY(bench.values(database));
    if (!TRY(bench.run(database, up_of(migration), migration.steps.size())) || !with_rows)
      return There{database, std::move(values)};
    TRY(bench.drop(database));
  }
  return undecided("the way back was not tried");
}

Result<void> there_and_back(Bench& bench, const std::string& before, const change::Migration& migration,
                            ReturnTrip& trip) {
  auto [database, then] = TRY(there(bench, before, migration));
  auto& back = *migration.back;
  if (auto failed = TRY(bench.run(database, back_of(back), back.steps.size()))) {
    trip.error = failed->error, trip.failed_step = failed->step, trip.stopped = failed->stopped;
  } else {
    trip.left = catalog::differences(TRY(bench.catalog(before)), TRY(bench.catalog(database)));
    std::erase_if(trip.left, is_only_the_order);
    trip.lost = those_that_differ(then, TRY(bench.values(database)));
    if (!trip.left.empty()) bench.show(trip.migration, before, database);
  }
  return bench.drop(database);
}

Result<std::string> why_not(Bench& bench, const std::string& database, const Script& first, std::size_t steps,
                            const Script& second) {
  auto copy = TRY(bench.copy(database));
  std::string why;
  if (!TRY(bench.run(copy, first, steps)))
    if (auto failed = TRY(bench.run(copy, second, second.steps.size())))
      why = fmt::format("line {}: {}", second.steps[failed->step].line, failed->error.what);
  TRY(bench.drop(copy));
  return why;
}

// Each piece on its own, as where the tool or its machine dies in between.
Result<void> half_way(Bench& bench, const std::string& before, const change::Migration& migration, ReturnTrip& trip,
                      std::size_t& stops_left) {
  Script pieces{migration.steps, false, false};
  for (std::size_t steps = 1; steps < migration.steps.size() && stops_left > 0; ++steps, --stops_left) {
    Stop stop{steps, TRY(why_not(bench, before, pieces, steps, up_of(migration))), ""};
    if (migration.back) stop.back = TRY(why_not(bench, before, pieces, steps, back_of(*migration.back)));
    trip.stops.push_back(std::move(stop));
  }
  return {};
}

}  // namespace

Result<ReturnTrips> try_return_trips(const Trials& trials, const change::Change& change,
                                     const std::vector<bool>& in_pieces, Progress& progress) {
  progress.stage("trying the ways back");
  Bench bench(trials);
  ReturnTrips done{.trips = {}, .unreached = change.migrations.size()};
  std::size_t stops_left = most_stops;
  auto along = TRY(bench.copy(trials.database));  // copies are compared with copies
  OneTransaction at_once(trials, along);
  for (std::size_t i = 0; i < change.migrations.size(); ++i) {
    auto& migration = change.migrations[i];
    ReturnTrip trip{.migration = i, .has_back = migration.back.has_value()};
    if (migration.back && !TRY(at_once.there_and_back(migration, named_in(migration), trip.lost))) {
      at_once.leave(false);
      TRY(there_and_back(bench, along, migration, trip));
    }
    if (in_pieces[i]) {
      at_once.leave(false);
      TRY(half_way(bench, along, migration, trip, stops_left));
    }
    if (!TRY(at_once.run(migration))) {
      at_once.leave(true);
      if (TRY(bench.run(along, up_of(migration), migration.steps.size()))) {
        done.unreached = i;
        break;
      }
    }
    if (trip.has_back || in_pieces[i]) done.trips.push_back(std::move(trip));
    progress.at(static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(change.migrations.size()));
  }
  return done;
}

}  // namespace ante::twin
