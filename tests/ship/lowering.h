// From what somebody wrote to a plan for a database of the tests: captured, rehearsed, judged, lowered and tried in the
// lab.
#pragma once

#include <unistd.h>

#include <algorithm>

#include "judge/verdict.h"
#include "rehearse/rehearse.h"
#include "ship/lower.h"
#include "ship/try_out.h"
#include "shipping.h"
#include "snapshot/capture.h"
#include "support/private_cache.h"

namespace ante::tests {

class Lowering : public Shipping {
 protected:
  struct Planned {
    ship::Plan plan;
    ship::Tried tried;
  };
  Result<Planned> plan_of(const std::string& name, const std::vector<std::string>& statements,
                          bool in_transaction = true, bool keeps = true) {
    NoProgress quiet;
    auto snapshot = TRY(snapshot::capture(target(name), {}, quiet));
    for (auto& query : captured)
      snapshot.workload.push_back(
          {.fingerprint = query, .text = query, .user = "app", .origin = "file", .calls = 1, .calls_per_second = 1});
    change::Migration migration{.name = "change", .in_transaction = in_transaction, .steps = {}};
    for (auto& sql : statements)
      migration.steps.push_back({sql, "change.sql", static_cast<int>(migration.steps.size()) + 1});
    for (auto& step : migration.steps) step.hide_secrets();
    change::Change change{"", {migration}};
    rehearse::Rehearsed what{snapshot, name + std::to_string(::getpid()) + std::to_string(GetParam()), "test", "app"};
    auto rehearsal = TRY(rehearse::rehearse(what, change, quiet));
    auto verdict = judge::judge(rehearsal);
    auto lowered = TRY(ship::lower_change({snapshot, change, rehearsal, verdict, keeps, 5'000, beside_from}));
    auto tried = TRY(ship::try_out(lowered, what, rehearsal, quiet));
    auto written = TRY(ship::as_written(lowered.plan));
    return Planned{std::move(written), std::move(tried)};
  }
  // One that must be there, and run.
  Planned planned(const std::string& name, const std::vector<std::string>& statements, bool in_transaction = true,
                  bool keeps = true) {
    auto plan = plan_of(name, statements, in_transaction, keeps);
    EXPECT_TRUE(plan) << plan.error().what;
    if (!plan) return {};
    EXPECT_EQ(plan->tried.failed, "");
    return *std::move(plan);
  }
  // Ships it to the database that it was planned for, and takes it back; the catalog between is what `plain` made.
  void there_and_back(const std::string& name, const ship::Plan& plan, const std::vector<std::string>& plain) {
    auto by_hand = database();
    auto owner = connect(cluster, by_hand, "app");
    for (auto& sql : plain) run(owner, sql);
    auto before = catalog(name);
    auto there = apply(target(name), plan);
    ASSERT_TRUE(there) << said(there) << ship::text_of(plan);
    EXPECT_EQ(differences(catalog(by_hand), catalog(name)), "");
    auto back = undo(target(name));
    ASSERT_TRUE(back) << said(back) << ship::text_of(plan);
    EXPECT_EQ(differences(before, catalog(name)), "");
    auto again = apply(target(name), plan);
    ASSERT_TRUE(again) << said(again);
    EXPECT_EQ(differences(catalog(by_hand), catalog(name)), "");
  }
  // Some dozen batches of what has thousands of rows.
  static ship::Pace small_batches() {
    auto pace = quick();
    pace.first_batch = 400, pace.largest_batch = 700;
    pace.throttles = false;
    return pace;
  }
  static std::string ask(const std::string& sql, pg::Connection& connection) {
    return connection.scalar(sql).value_or("an error");
  }
  static int outside(const ship::Plan& plan) {
    return static_cast<int>(std::ranges::count_if(plan.steps, [](auto& step) { return !step.up.in_transaction; }));
  }

  static std::string refused(const ship::Plan& plan, std::string_view kind) {
    std::string says;
    for (auto& one : plan.refusals)
      if (one.kind == kind) says += one.says + "\n";
    return says;
  }

  PrivateCache cache;
  std::vector<std::string> captured;  // the traffic's queries
  double beside_from = 50'000;        // rows: as for everybody, but where a test says otherwise
};

}  // namespace ante::tests
