// ante ghost: raises a ghost of a snapshot, runs a command beside it, and takes it down.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/run_beside.h"
#include "snapshot/file.h"
#include "twin/ghost.h"

namespace ante::cli {
namespace {

struct GhostArguments {
  std::string snapshot, user;
  std::vector<std::string> command;
  bool quiet = false;
};

}  // namespace

Run declare_ghost(CLI::App& app) {
  auto options = std::make_shared<GhostArguments>();
  app.add_option("snapshot", options->snapshot, "a file that ante capture made")->required();
  app.add_option("-U,--user", options->user, "connect as this role (default: the private server's superuser)");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  app.add_option("command", options->command, "what to run beside the ghost, after -- (default: psql)");
  app.footer(
      "PGHOST, PGPORT, PGUSER, PGDATABASE and DATABASE_URL point the command at the ghost. It plans as production\n"
      "would; its tables hold no rows. The exit code is the command's.");
  return [options]() -> Result<Exit> {
    auto progress = std::make_unique<ShownProgress>(options->quiet);
    auto snapshot = TRY(snapshot::load(options->snapshot));
    auto key = TRY(snapshot::content_hash(options->snapshot));
    auto ghost = TRY(twin::Ghost::raise(snapshot, key, *progress));
    progress.reset();
    for (auto& reservation : ghost.reservations()) fmt::print(stderr, "ante: {}\n", reservation);
    if (options->command.empty()) options->command = {"psql"};
    return run_beside(ghost.cluster(), ghost.database(), options->user.empty() ? pg::private_superuser : options->user,
                      options->command);
  };
}

}  // namespace ante::cli
