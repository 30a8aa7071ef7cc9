// ante undo: takes back the latest change, from wherever it stands.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/pace.h"
#include "cli/progress.h"
#include "ship/executor.h"

namespace ante::cli {

Run declare_undo(CLI::App& app) {
  struct UndoArguments {
    PaceOptions pace;
    std::string database, override_reason;
    bool quiet = false;
  };
  auto options = std::make_shared<UndoArguments>();
  app.add_option("--database", options->database, "where: an address of the server itself, not of a pooler")
      ->required();
  declare_pace_options(app, options->pace);
  app.add_option("--override", options->override_reason, "why it is taken back though nobody could be told beforehand");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options]() -> Result<Exit> {
    auto pace = TRY(pace_of(options->pace));
    auto progress = std::make_unique<ShownProgress>(options->quiet);
    const auto config = TRY(find_config());
    const pg::Target target{options->database};
    Told told(config.telling, "undo", target.shown());
    auto shipped = ship::undo(target, pace, *progress,
                              [&](auto& plan) { return told.before(plan.name, options->override_reason); });
    progress.reset();
    told.after(shipped);
    if (!shipped) {
      auto error = shipped.error();
      if (error.exit == Exit::bad_input) return std::unexpected(std::move(error));
      error.next += fmt::format("{}ante undo goes on from there; ante status says where it is",
                                error.next.empty() ? "" : "\n      ");
      return std::unexpected(std::move(error));
    }
    fmt::print("Change {} ({}) is taken back: {}.\n", shipped->change, shipped->name,
               counted(shipped->steps_run, "step"));
    for (auto& lost : shipped->loses) fmt::print("Does not come back: {}\n", lost);
    return Exit::fine;
  };
}

}  // namespace ante::cli
