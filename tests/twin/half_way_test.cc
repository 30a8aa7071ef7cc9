// Stops of a migration half-way, where the time for them is over.
#include <gtest/gtest.h>

#include "support/laboratory.h"
#include "twin/return_trip.h"

namespace ante::tests {
namespace {

TEST(HalfWay, StopsThatThereWasNoTimeForAreSaid) {
  change::Migration migration{.name = "change", .in_transaction = false, .steps = {}};
  for (auto* sql : {"CREATE TABLE a ()", "CREATE TABLE b ()", "CREATE TABLE c ()"})
    migration.steps.push_back({sql, "change.sql", 1, ""});
  change::Change change{"", {migration, migration}};
  for (auto& step : change.migrations[1].steps) step.sql.insert(step.sql.find(" ("), "_again");
  auto trips = [&](Millis longest) {
    Laboratory lab(15, "CREATE TABLE ticket (id int)");
    run(lab.superuser, "CREATE DATABASE production TEMPLATE template1 OWNER app");
    NoProgress quiet;
    twin::Trials trials{lab.cluster, "production", "app", lab.limits};
    trials.longest_stops = longest;
    auto tried = twin::try_return_trips(trials, change, {true, true}, quiet);
    EXPECT_TRUE(tried) << tried.error().what;
    return tried ? tried->trips : std::vector<twin::ReturnTrip>();
  };
  for (auto& trip : trips(Millis{0})) EXPECT_TRUE(trip.stops.empty() && trip.not_stopped_at == 1);
  auto all = trips(Millis{600'000});
  ASSERT_EQ(all.size(), 2u);
  for (auto& trip : all) EXPECT_TRUE(trip.stops.size() == 2 && trip.not_stopped_at == 0);
}

}  // namespace
}  // namespace ante::tests
