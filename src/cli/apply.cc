// ante apply: ships a change, journalled, so that it can be resumed and taken back.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/pace.h"
#include "cli/planned.h"
#include "cli/progress.h"
#include "os/folders.h"
#include "ship/executor.h"
#include "ship/plan_text.h"
#include "ship/status.h"

namespace ante::cli {
namespace {

struct Options {
  PlanOptions plan;
  PaceOptions pace;
  std::string database, override_reason, kept = "24h", undo_folder = ".";
  bool accepts = false, drops_kept = false, quiet = false;
};

struct Chosen {
  ship::Plan plan;
  std::string text;
  bool edited = false;
  bool goes_on = false;  // it passed when it was begun
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
  auto begun = TRY(ship::plan_half_way({options.database}, content));
  if (!begun.empty()) {
    auto read = TRY(ship::read_plan(begun, "the plan in the journal"));
    return Chosen{.plan = std::move(read.plan), .text = std::move(begun), .goes_on = true};
  }
  auto plan = TRY(planned(options.plan, progress));
  auto text = ship::text_of(plan);
  return Chosen{std::move(plan), std::move(text)};
}

std::unexpected<Error> blocked(std::string what, std::string next) {
  return std::unexpected(Error{std::move(what), std::move(next), Exit::blocked});
}

// The gate: nothing is shipped that is not known to be harmless, unless somebody says why it is shipped all the same.
Result<void> pass(const Options& options, const Chosen& chosen) {
  auto& plan = chosen.plan;
  for (auto& [place, kind, says] : plan.refusals) fmt::print(stderr, "refused: {}: {}: {}\n", place, kind, says);
  for (auto& open : plan.open) fmt::print(stderr, "open: {}\n", open);
  if (!plan.refusals.empty() && !options.accepts)
    return blocked(fmt::format("{} of the change {} refused", counted(static_cast<long>(plan.refusals.size()), "part"),
                               plan.refusals.size() == 1 ? "is" : "are"),
                   "change it; or ship it with --accept, at the cost that is said");
  if (!options.override_reason.empty()) return {};
  if (chosen.edited)
    return blocked("the plan was edited: its verdict is not about these steps",
                   "plan again from the folder, or say why it is fine: --override REASON");
  if (plan.verdict.empty() || !plan.open.empty())
    return std::unexpected(Error{"the change has no green verdict: what is said above is open",
                                 "settle it and plan again (ante check says more), or say why it is fine: "
                                 "--override REASON, which the journal keeps",
                                 Exit::undecided});
  return {};
}

std::string reason(const Options& options) {
  std::string reason = options.override_reason;
  if (options.accepts) reason += reason.empty() ? "--accept" : " (--accept)";
  return reason;
}

Result<Exit> drop_kept(const Options& options, const ship::Pace& pace, std::unique_ptr<ShownProgress> progress) {
  if (!options.plan.change.empty())
    return bad_input("--drop-kept ships no change", "call it without one, and then ante apply again");
  auto dropped = ship::drop_kept({options.database}, pace, *progress);
  progress.reset();
  if (!dropped) return std::unexpected(dropped.error());
  if (*dropped == 0)
    fmt::print("Nothing is kept beyond its time.\n");
  else
    fmt::print("What {} had put aside is dropped.\n", counted(*dropped, "change"));
  return Exit::fine;
}

Result<Exit> apply(const Options& options) {
  auto pace = TRY(pace_of(options.pace));
  pace.kept = TRY(read_duration(options.kept));
  auto progress = std::make_unique<ShownProgress>(options.quiet);
  if (options.drops_kept) return drop_kept(options, pace, std::move(progress));
  auto chosen = TRY(plan_of(options, *progress));
  if (!chosen.goes_on) TRY(pass(options, chosen));
  ship::Shipment shipment{
      .plan_text = chosen.text, .override_reason = reason(options), .undo_folder = options.undo_folder};
  auto shipped = ship::apply({options.database}, chosen.plan, shipment, pace, *progress);
  progress.reset();
  if (!shipped) {
    auto error = shipped.error();
    if (error.exit == Exit::bad_input) return std::unexpected(std::move(error));
    error.next += fmt::format("{}ante apply goes on from there, ante undo takes it back; ante status says where it is",
                              error.next.empty() ? "" : "\n      ");
    return std::unexpected(std::move(error));
  }
  if (shipped->was_so_already) {
    fmt::print("Change {} ({}) is applied already: nothing was done.\n", shipped->change, shipped->name);
    return Exit::fine;
  }
  fmt::print("Change {} ({}) is applied: {}.\n", shipped->change, shipped->name, counted(shipped->steps_run, "step"));
  fmt::print("Taken back by: ante undo --database …, or by psql: {}\n", shipped->undo_file.string());
  if (!shipped->keep_until.empty()) fmt::print("What was put aside is kept until {} UTC.\n", shipped->keep_until);
  return Exit::fine;
}

}  // namespace

Run declare_apply(CLI::App& app) {
  auto options = std::make_shared<Options>();
  declare_plan_options(app, options->plan);
  app.add_option("--database", options->database, "where to: an address of the server itself, not of a pooler")
      ->required();
  declare_pace_options(app, options->pace);
  app.add_option("--keep", options->kept, "how long what is dropped is kept, as is said by ante status (24h)");
  app.add_flag("--drop-kept", options->drops_kept,
               "ship nothing: drop what is kept beyond its time; those changes cannot be taken back then");
  app.add_option("--undo-folder", options->undo_folder, "where the way back is written as a script for psql (here)");
  app.add_flag("--accept", options->accepts, "ship what is refused, at the cost that is said");
  app.add_option("--override", options->override_reason,
                 "why it is shipped without a green verdict, edited, or to a schema that has changed (is journalled)");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options] { return apply(*options); };
}

}  // namespace ante::cli
