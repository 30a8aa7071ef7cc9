// From statements to a plan, by the whole street: captured, rehearsed, judged, lowered and tried.
#pragma once

#include <unistd.h>

#include "judge/verdict.h"
#include "rehearse/rehearse.h"
#include "ship/lower.h"
#include "ship/try_out.h"
#include "shipping.h"
#include "snapshot/capture.h"
#include "support/private_cache.h"

namespace ante::tests {

class Planning : public Shipping {
 protected:
  struct Planned {
    ship::Plan plan;
    ship::Tried tried;
  };
  Result<Planned> plan_of(const std::string& name, const std::vector<std::string>& statements,
                          bool in_transaction = true, bool keeps = true) {
    NoProgress quiet;
    auto snapshot = TRY(snapshot::capture(target(name), {}, quiet));
    change::Migration migration{.name = "change", .in_transaction = in_transaction, .steps = {}};
    for (auto& sql : statements)
      migration.steps.push_back({sql, "change.sql", static_cast<int>(migration.steps.size()) + 1});
    change::Change change{"", {migration}};
    rehearse::Rehearsed what{snapshot, name + std::to_string(::getpid()) + std::to_string(GetParam()), "test", "app"};
    auto rehearsal = TRY(rehearse::rehearse(what, change, quiet));
    auto verdict = judge::judge(rehearsal);
    auto lowered = TRY(ship::lower_change({snapshot, change, rehearsal, verdict, keeps}));
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

  PrivateCache cache;
};

}  // namespace ante::tests
