#include "twin/return_trip.h"

#include <fmt/format.h>

#include <set>

#include "sql/statement.h"
#include "twin/half_way.h"
#include "twin/lab.h"
#include "twin/one_transaction.h"
#include "twin/sample_rows.h"
#include "twin/trial_bench.h"
#include "twin/values.h"

namespace ante::twin {
namespace {

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

}  // namespace

Result<ReturnTrips> try_return_trips(const Trials& trials, const change::Change& change,
                                     const std::vector<bool>& in_pieces, Progress& progress) {
  progress.stage("trying the ways back");
  Bench bench(trials);
  ReturnTrips done{.trips = {}, .unreached = change.migrations.size()};
  auto stops_until = std::chrono::steady_clock::now() + trials.longest_stops;
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
      TRY(try_half_way(bench, {along, stops_until}, migration, trip));
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
