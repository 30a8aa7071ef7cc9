// ante apply: ships a change, journalled, so that it can be resumed and taken back.
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/command.h"
#include "cli/planned.h"
#include "cli/shipping.h"
#include "os/folders.h"
#include "ship/plan_text.h"
#include "ship/status.h"

namespace ante::cli {
namespace {

struct Options {
  PlanOptions plan;
  ShipOptions ship;
};

// A file that is a plan, or what a folder becomes: half-way, the plan by which it was begun.
Result<Chosen> plan_of(const Options& options, Progress& progress) {
  std::error_code none;
  if (!options.plan.change.empty() && std::filesystem::is_regular_file(options.plan.change, none)) {
    auto text = TRY(os::read_file(options.plan.change));
    if (ship::looks_like_a_plan(text)) {
      auto read = TRY(ship::read_plan(text, options.plan.change));
      return Chosen{std::move(read.plan), std::move(text), read.edited};
    }
  }
  auto content = TRY(content_of(options.plan));
  auto begun = TRY(ship::plan_half_way({options.ship.database}, content));
  if (!begun.empty()) {
    auto read = TRY(ship::read_plan(begun, "the plan in the journal"));
    return Chosen{.plan = std::move(read.plan), .text = std::move(begun), .goes_on = true};
  }
  auto [plan, notes] = TRY(planned(options.plan, progress));
  auto text = ship::text_of(plan);
  return Chosen{.plan = std::move(plan), .text = std::move(text), .notes = std::move(notes)};
}

}  // namespace

Run declare_apply(CLI::App& app) {
  auto options = std::make_shared<Options>();
  declare_plan_options(app, options->plan);
  app.add_option("--database", options->ship.database, "where to: an address of the server itself, not of a pooler")
      ->required();
  declare_ship_options(app, options->ship);
  return [options] { return ship_it(options->ship, [&](Progress& progress) { return plan_of(*options, progress); }); };
}

}  // namespace ante::cli
