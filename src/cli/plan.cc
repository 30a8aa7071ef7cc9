// ante plan: how a change would be shipped, step by step, with the way back of each.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "base/text.h"
#include "change/change.h"
#include "cli/command.h"
#include "cli/planned.h"
#include "cli/progress.h"
#include "os/folders.h"
#include "ship/plan_text.h"

namespace ante::cli {
namespace {

struct PlanArguments {
  PlanOptions plan;
  std::string output;
  bool quiet = false;
};

Result<Exit> plan(const PlanArguments& options) {
  auto progress = std::make_unique<ShownProgress>(options.quiet);
  auto [plan, notes] = TRY(planned(options.plan, *progress));
  progress.reset();
  for (auto& note : notes) fmt::print(stderr, "note: {}\n", note);
  auto text = ship::text_of(plan);
  if (options.output.empty()) {
    fmt::print("{}", text);
  } else {
    // The statements hold values.
    TRY(os::write_file(options.output, text, 0600));
    fmt::print("{}: {}\n", options.output, counted(static_cast<long>(plan.steps.size()), "step"));
  }
  for (auto& [place, kind, says] : plan.refusals) fmt::print(stderr, "refused: {}: {}: {}\n", place, kind, says);
  for (auto& open : plan.open) fmt::print(stderr, "open: {}\n", open);
  return plan.refusals.empty() ? plan.open.empty() ? Exit::fine : Exit::undecided : Exit::blocked;
}

}  // namespace

void declare_plan_options(CLI::App& app, PlanOptions& options) {
  app.add_option("change", options.change,
                 "a folder of migrations, a file of SQL or a plan (else: migrations in ante.toml)");
  app.add_option("--snapshot", options.snapshot, "a file that ante capture made (else: snapshot in ante.toml)");
  app.add_option("--tool", options.tool,
                 fmt::format("whose migrations they are (else: as they look): {}", join(change::known_tools(), ", ")));
  app.add_option("--since", options.since, "a revision of git: only migrations that are new or changed since then");
  app.add_option("--role", options.role, "the role that runs the change (else: the one that owns most tables)");
  app.add_flag("--no-keep", options.drops_now, "what is dropped is dropped now, and not put aside");
  app.add_flag("--columns-beside", options.columns_beside,
               "changes of a type that would write a table again go by a column beside (else: they are refused)");
}

Run declare_plan(CLI::App& app) {
  auto options = std::make_shared<PlanArguments>();
  declare_plan_options(app, options->plan);
  app.add_option("-o,--output", options->output, "the file to write the plan to (else: standard output)");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options] { return plan(*options); };
}

}  // namespace ante::cli
