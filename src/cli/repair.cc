// ante repair: from the schema that a database has, whatever happened to it, to the one that it should have.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/planned.h"
#include "cli/progress.h"
#include "cli/repaired.h"
#include "cli/shipping.h"
#include "os/folders.h"
#include "ship/plan_text.h"

namespace ante::cli {
namespace {

struct RepairArguments {
  RepairOptions repair;
  ShipOptions ship;
  std::string output;
  bool ships = false;
};

void print(const Possibility& one, bool drops_now) {
  fmt::print("ante repair --{}: {}\n", one.direction, one.what);
  // Without --no-keep most of it is put aside for a time.
  for (auto& what : one.loses) fmt::print("  {} {}\n", drops_now ? "destroys" : "takes away", without_controls(what));
  for (auto& what : one.cannot) fmt::print("  nothing leads over this: {}\n", without_controls(what));
  for (auto& what : one.drops) fmt::print("  drops {}\n", without_controls(what));
  for (auto& what : one.unseen) fmt::print("  {}\n", without_controls(what));
}

Result<Exit> show(const RepairArguments& options, const Chosen& chosen) {
  for (auto& note : chosen.notes) fmt::print(stderr, "note: {}\n", note);
  auto& plan = chosen.plan;
  if (options.output.empty()) {
    fmt::print("{}", chosen.text);
  } else {
    // The statements hold values.
    TRY(os::write_file(options.output, chosen.text, 0600));
    fmt::print("{}: {}\n", options.output, counted(static_cast<long>(plan.steps.size()), "step"));
  }
  for (auto& [place, kind, says] : plan.refusals) fmt::print(stderr, "refused: {}: {}: {}\n", place, kind, says);
  for (auto& open : plan.open) fmt::print(stderr, "open: {}\n", open);
  return plan.refusals.empty() ? plan.open.empty() ? Exit::fine : Exit::undecided : Exit::blocked;
}

Result<Exit> repair(RepairArguments options) {
  options.repair.database = options.ship.database;
  auto progress = std::make_unique<ShownProgress>(options.ship.quiet);
  auto repaired = TRY(repaired_by(options.repair, *progress));
  progress.reset();
  if (!repaired.plan) {
    for (auto& note : repaired.notes) fmt::print(stderr, "note: {}\n", note);
    fmt::print("{}\n", repaired.says);
    for (auto& one : repaired.possible) print(one, options.repair.drops_now);
    return repaired.possible.empty() ? Exit::fine : Exit::bad_input;
  }
  auto text = ship::text_of(*repaired.plan);
  Chosen chosen{.plan = std::move(*repaired.plan), .text = std::move(text), .notes = std::move(repaired.notes)};
  if (!options.ships) return show(options, chosen);
  return ship_it(options.ship, [&](Progress&) -> Result<Chosen> { return chosen; });
}

}  // namespace

Run declare_repair(CLI::App& app) {
  auto options = std::make_shared<RepairArguments>();
  app.add_option("--database", options->ship.database,
                 "what is repaired: an address of the server itself, not of a pooler")
      ->required();
  app.add_option("--to", options->repair.to,
                 "what it should be: a folder, REVISION:FOLDER, a snapshot's file, or another database "
                 "(else: migrations in ante.toml)");
  auto* forward = app.add_flag("--forward", options->repair.forward, "to the schema after all migrations");
  app.add_flag("--back", options->repair.back, "to the schema before the pending migrations")->excludes(forward);
  app.add_option("--before", options->repair.before,
                 "the first migration that is not applied, where no tool's ledger says it");
  app.add_option("--tool", options->repair.tool, "whose migrations they are (else: as they look)");
  app.add_option("--role", options->repair.role, "the role that runs it (else: the one that owns most tables)");
  app.add_flag("--run-unseen", options->repair.runs_unseen,
               "with --forward: what neither the schema nor the tool's ledger tells of has not run, and is run")
      ->needs(forward);
  app.add_flag("--no-keep", options->repair.drops_now, "what is dropped is dropped now, and not put aside");
  auto* output =
      app.add_option("-o,--output", options->output, "the file to write the plan to (else: standard output)");
  app.add_flag("--ship", options->ships, "ship the plan at once, as ante apply would")->excludes(output);
  declare_ship_options(app, options->ship);
  return [options] { return repair(*options); };
}

}  // namespace ante::cli
