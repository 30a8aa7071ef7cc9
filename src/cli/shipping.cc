#include "cli/shipping.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>
#include <optional>

#include "base/text.h"
#include "cli/config.h"
#include "cli/progress.h"
#include "cli/shipped_mark.h"
#include "ship/executor.h"

namespace ante::cli {
namespace {

std::unexpected<Error> blocked(std::string what, std::string next) {
  return std::unexpected(Error{std::move(what), std::move(next), Exit::blocked});
}

// A review is asked for, where ante.toml says so.
Result<void> approved(const Approval& approval, const Chosen& chosen) {
  if (approval.needed == 0) return {};
  if (chosen.files.empty())
    return blocked(
        "the plan is in no file that anybody could have approved",
        "write it to a file, and commit that; ante apply takes it. Or say why it need not be: --override REASON");
  auto lacking = TRY(lacking_approval(chosen.files, approval));
  if (lacking.empty()) return {};
  for (auto& one : lacking) fmt::print(stderr, "not approved: {}\n", one);
  return blocked(fmt::format("{} of the change {} not approved", counted(static_cast<long>(lacking.size()), "file"),
                             lacking.size() == 1 ? "is" : "are"),
                 fmt::format("an approval is a trailer of the commit, or of its merge: {}: …\n      or say why it "
                             "is shipped all the same: --override REASON, which the journal keeps",
                             join(approval.trailers, ": …, ")));
}

// The gate: nothing is shipped that is not known to be harmless, unless somebody says why it is shipped all the same.
Result<void> pass(const ShipOptions& options, const Config& config, const Chosen& chosen) {
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
  return approved(config.approval, chosen);
}

std::string reason(const ShipOptions& options) {
  std::string reason = options.override_reason;
  if (options.accepts) reason += reason.empty() ? "--accept" : " (--accept)";
  return reason;
}

}  // namespace

void declare_ship_options(CLI::App& app, ShipOptions& options) {
  declare_pace_options(app, options.pace);
  app.add_option("--keep", options.kept, "how long what is dropped is kept, as is said by ante status (24h)");
  app.add_option("--undo-folder", options.undo_folder, "where the way back is written as a script for psql (here)");
  app.add_option(
      "--store", options.store,
      "the file in which ante watch keeps what it sees of this database (else: the one of this address, if it "
      "is here); it is marked there");
  app.add_flag("--accept", options.accepts, "ship what is refused, at the cost that is said");
  app.add_option("--override", options.override_reason,
                 "why it is shipped without a green verdict or an approval, edited, to a schema that has changed, or "
                 "though nobody "
                 "could be told (is journalled)");
  app.add_flag("-q,--quiet", options.quiet, "no progress");
}

Result<Exit> ship_it(const ShipOptions& options, const std::function<Result<Chosen>(Progress&)>& make) {
  auto pace = TRY(pace_of(options.pace));
  pace.kept = TRY(read_duration(options.kept));
  auto progress = std::make_unique<ShownProgress>(options.quiet);
  auto chosen = TRY(make(*progress));
  for (auto& note : chosen.notes) fmt::print(stderr, "note: {}\n", note);
  const auto config = TRY(find_config());
  if (!chosen.goes_on) TRY(pass(options, config, chosen));
  const pg::Target target{options.database};
  Told told(config.telling, "apply", target.shown());
  std::optional<std::chrono::steady_clock::time_point> begun;
  ship::Shipment shipment{.plan_text = chosen.text,
                          .override_reason = reason(options),
                          .undo_folder = options.undo_folder,
                          .beforehand = [&](auto& plan) -> Result<void> {
                            TRY(told.before(plan.name, options.override_reason));
                            begun = std::chrono::steady_clock::now();
                            return {};
                          }};
  auto shipped = ship::apply(target, chosen.plan, shipment, pace, *progress);
  progress.reset();
  told.after(shipped);
  if (begun) mark_shipment(options.store, target, chosen.plan, shipped, std::chrono::steady_clock::now() - *begun);
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

}  // namespace ante::cli
