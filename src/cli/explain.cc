// ante explain: the plan that production would take, without production.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "snapshot/file.h"
#include "sql/statement.h"
#include "twin/ghost.h"
#include "twin/plan.h"

namespace ante::cli {
namespace {

struct ExplainArguments {
  std::string snapshot, query, user, format = "text";
  bool verbose = false, quiet = false;
};

// What the capture could not see of the relations that a statement names.
std::vector<std::string> not_seen_of(const snapshot::Snapshot& snapshot, const std::string& query) {
  std::vector<std::string> unseen;
  auto facts = sql::facts(query);
  for (auto& spot : snapshot.blind_spots) {
    bool of_plans = spot.about == "statistics" || spot.about == "sizes" || spot.about == "extended statistics";
    bool of_these = !facts || std::ranges::any_of(facts->relations, [&](const std::string& relation) {
      return contains(spot.what, relation.substr(relation.rfind('.') + 1));
    });
    if (of_plans && of_these) unseen.push_back(spot.what);
  }
  return unseen;
}

}  // namespace

Run declare_explain(CLI::App& app) {
  auto options = std::make_shared<ExplainArguments>();
  app.add_option("snapshot", options->snapshot, "a file that ante capture made")->required();
  app.add_option("query", options->query, "the statement; - reads it from standard input")->required();
  app.add_option("-U,--user", options->user, "plan as this role");
  app.add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
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
    auto plan = twin::explain(server, options->query, {.json = options->format == "json", .verbose = options->verbose});
    if (!plan) {
      if (plan.error().sqlstate.starts_with("42")) plan.error().exit = Exit::bad_input;  // the statement is wrong
      return std::unexpected(plan.error());
    }
    fmt::print("{}\n", *plan);
    for (auto& reservation : ghost.reservations()) fmt::print(stderr, "ante: {}\n", reservation);
    auto unseen = not_seen_of(snapshot, options->query);
    for (auto& what : unseen) fmt::print(stderr, "ante: not seen by the capture, and so guessed: {}\n", what);
    return unseen.empty() ? Exit::fine : Exit::undecided;
  };
}

}  // namespace ante::cli
