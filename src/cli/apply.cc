// ante apply: ships a change, journalled, so that it can be resumed and taken back.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/planned.h"
#include "cli/progress.h"
#include "cli/shipping.h"
#include "os/folders.h"
#include "ship/executor.h"
#include "ship/plan_text.h"
#include "ship/status.h"

namespace ante::cli {
namespace {

struct ApplyArguments {
  PlanOptions plan;
  ShipOptions ship;
  bool drops_kept = false;
  std::string keeps_at_most;
};

// A file that is a plan, or what a folder becomes: half-way, the plan by which it was begun.
Result<Chosen> plan_of(const ApplyArguments& options, Progress& progress) {
  std::error_code none;
  if (!options.plan.change.empty() && std::filesystem::is_regular_file(options.plan.change, none)) {
    auto text = TRY(os::read_file(options.plan.change));
    if (ship::looks_like_a_plan(text)) {
      auto read = TRY(ship::read_plan(text, options.plan.change));
      return Chosen{
          .plan = std::move(read.plan), .text = std::move(text), .edited = read.edited, .files = {options.plan.change}};
    }
  }
  auto [content, files] = TRY(written(options.plan));
  auto begun = TRY(ship::plan_half_way({options.ship.database}, content));
  if (!begun.empty()) {
    auto read = TRY(ship::read_plan(begun, "the plan in the journal"));
    return Chosen{.plan = std::move(read.plan), .text = std::move(begun), .goes_on = true};
  }
  auto [plan, notes] = TRY(planned(options.plan, progress));
  auto text = ship::text_of(plan);
  return Chosen{.plan = std::move(plan), .text = std::move(text), .notes = std::move(notes), .files = std::move(files)};
}

Result<Exit> drop_kept(const ApplyArguments& options) {
  if (!options.plan.change.empty())
    return bad_input("--drop-kept ships no change", "call it without one, and then ante apply again");
  auto pace = TRY(pace_of(options.ship.pace));
  std::optional<Bytes> at_most;
  if (!options.keeps_at_most.empty()) {
    auto size = read_bytes(options.keeps_at_most);
    if (!size) return at("--keep-at-most", size.error());
    at_most = *size;
  }
  auto progress = std::make_unique<ShownProgress>(options.ship.quiet);
  auto dropped = ship::drop_kept({options.ship.database}, pace, *progress, at_most);
  progress.reset();
  if (!dropped) return std::unexpected(dropped.error());
  if (*dropped == 0)
    fmt::print("Nothing is kept beyond its time{}.\n", at_most ? ", and no more than that" : "");
  else
    fmt::print("What {} had put aside is dropped.\n", counted(*dropped, "change"));
  return Exit::fine;
}

}  // namespace

Run declare_apply(CLI::App& app) {
  auto options = std::make_shared<ApplyArguments>();
  declare_plan_options(app, options->plan);
  app.add_option("--database", options->ship.database, "where to: an address of the server itself, not of a pooler")
      ->required();
  declare_ship_options(app, options->ship);
  app.add_flag("--drop-kept", options->drops_kept,
               "ship nothing: drop what is kept beyond its time; those changes cannot be taken back then");
  app.add_option(
      "--keep-at-most", options->keeps_at_most,
      "with --drop-kept: the oldest go before their time, until what is kept takes no more than this (20GB)");
  return [options]() -> Result<Exit> {
    if (!options->keeps_at_most.empty() && !options->drops_kept)
      return bad_input("--keep-at-most says what is dropped", "call it with --drop-kept");
    if (options->drops_kept) return drop_kept(*options);
    return ship_it(options->ship, [&](Progress& progress) { return plan_of(*options, progress); });
  };
}

}  // namespace ante::cli
