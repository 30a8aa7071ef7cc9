// ante explain: the plan that production would take, without production.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/command.h"
#include "cli/progress.h"
#include "snapshot/file.h"
#include "twin/ghost.h"
#include "twin/plan.h"

namespace ante::cli {
namespace {

struct Options {
  std::string snapshot, query, user, format = "text";
  bool generic = false, verbose = false, quiet = false;
};

}  // namespace

Run declare_explain(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("snapshot", options->snapshot, "a file that ante capture made")->required();
  app.add_option("query", options->query, "the statement; - reads it from standard input")->required();
  app.add_option("-U,--user", options->user, "plan as this role");
  app.add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  app.add_flag("--generic", options->generic,
               "the generic plan of a statement with $1, $2 … (taken anyway where it has some)");
  app.add_flag("-v,--verbose", options->verbose, "as EXPLAIN (VERBOSE, SETTINGS)");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options]() -> Result<Exit> {
    if (options->query == "-") options->query.assign(std::istreambuf_iterator<char>(std::cin), {});
    auto progress = std::make_unique<ShownProgress>(options->quiet);
    auto snapshot = TRY(snapshot::load(options->snapshot));
    auto key = TRY(snapshot::content_hash(options->snapshot));
    auto ghost = TRY(twin::Ghost::raise(snapshot, key, *progress));
    auto server = TRY(ghost.connect(options->user.empty() ? pg::private_superuser : options->user));
    progress.reset();
    auto plan =
        TRY(twin::explain(server, options->query, {.json = options->format == "json", .verbose = options->verbose}));
    fmt::print("{}\n", plan);
    for (auto& reservation : ghost.reservations()) fmt::print(stderr, "ante: {}\n", reservation);
    return Exit::fine;
  };
}

}  // namespace ante::cli
