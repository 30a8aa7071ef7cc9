// ante drill: real outages on a real PostgreSQL, for practice.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "base/text.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/sizes.h"
#include "cli/terminal.h"
#include "drill/begin.h"
#include "drill/practice.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "os/process.h"
#include "render/drill_html.h"
#include "render/drill_text.h"
#include "render/traffic_json.h"

namespace ante::cli {
namespace {

struct DrillArguments {
  std::string action, name, confounder, format = "text", page;
  std::vector<std::string> sizes;
  std::int64_t rows = 0;
  std::uint64_t seed = 1;
  std::optional<int> killed;
  bool undoes = false, whole = false, quiet = false;
};

// Another command of this same ante, as people would call it.
os::Program this_ante(const std::vector<std::string>& arguments, const std::vector<int>& processors) {
  return {.path = "/proc/self/exe",
          .arguments = arguments,
          .environment = os::environment_with({}, "PG"),
          .processors = processors};
}

drill::Commands other_commands() {
  drill::Commands others;
  others.run = [](const std::vector<std::string>& arguments, const std::vector<int>& processors,
                  Millis killed_after) -> Result<drill::Said> {
    auto finished = TRY(os::run(this_ante(arguments, processors), killed_after));
    return drill::Said{finished.ending.signal ? 128 + finished.ending.signal : finished.ending.exit_code,
                       finished.output};
  };
  others.start = [](const std::vector<std::string>& arguments, const std::vector<int>& processors, int output) {
    auto program = this_ante(arguments, processors);
    program.output = output;
    return os::Process::start(program);
  };
  return others;
}

Result<drill::Practice> practise(const std::string& name, const DrillArguments& options) {
  auto sizes = TRY(sizes_of(options.sizes));
  if (options.rows > 0) sizes["rows"] = options.rows;
  auto folder = TRY(drill::find_drill(name));
  auto description = TRY(drill::read_description(folder, sizes));
  if (options.killed) description.killed = *options.killed;
  ShownProgress progress(options.quiet);
  drill::Wish wish{.seed = options.seed,
                   .plays = !options.undoes,
                   .undoes = options.undoes || options.whole,
                   .confounder = options.confounder};
  return drill::practise(description, wish, other_commands(), progress);
}

// One, whole: the page is for people, the JSON for programs, and both say the same.
Result<Exit> run_one(const DrillArguments& options) {
  std::optional<os::AtomicFile> page;
  if (!options.page.empty()) page = TRY(os::AtomicFile::at(options.page));  // where it cannot be, that is said now
  auto practice = TRY(practise(options.name, options));
  fmt::print("{}", options.format == "json" ? render::json(practice) : render::text(practice, look()));
  if (page) {
    TRY(os::write_file(page->temporary(), render::html(practice)));
    TRY(page->commit());
  }
  return practice.well() ? Exit::fine : Exit::blocked;
}

// A row each, and all of one that could not be played is why.
Result<Exit> run_all(const DrillArguments& options) {
  if (!options.page.empty()) return bad_input("a page holds one drill", "leave out --page, or name the drill");
  auto names = drill::known_drills();
  if (names.empty()) return bad_input("there is no drill here", "give the path of a drill's folder");
  auto worst = Exit::fine;
  std::vector<std::string> pages;
  for (auto& name : names) {
    auto practice = practise(name, options);
    if (os::interrupted()) return os::interrupted_error();
    if (!practice) {
      worst = std::max(worst, practice.error().exit);
      fmt::print(stderr, "{:<10} was not played: {}\n", name, practice.error().what);
      continue;
    }
    worst = std::max(worst, practice->well() ? Exit::fine : Exit::blocked);
    if (options.format == "json")
      pages.push_back(render::json(*practice));
    else
      fmt::print("{}", render::row(*practice, look()));
    std::fflush(stdout);
  }
  if (options.format == "json") fmt::print("[{}]\n", join(pages, ","));
  return worst;
}

Result<Exit> list() {
  for (auto& name : drill::known_drills()) {
    auto folder = TRY(drill::find_drill(name));
    auto description = TRY(drill::read_description(folder));
    fmt::print("{:<10} {}\n", name, description.title);
  }
  return Exit::fine;
}

Result<Exit> begin_new(const std::string& folder) {
  TRY(drill::begin(folder));
  fmt::print("{0} is there, and plays: ante drill run {0}\n", folder);
  return Exit::fine;
}

}  // namespace

Run declare_drill(CLI::App& app) {
  auto options = std::make_shared<DrillArguments>();
  app.add_option("action", options->action, "run one, list them, or begin a new one")
      ->required()
      ->check(CLI::IsMember({"run", "list", "new"}));
  app.add_option("name", options->name, "its name or the path of its folder; all of them: all");
  app.add_option("--rows", options->rows, "how large the system is, instead of its own size")
      ->check(CLI::Range(1, 1'000'000'000));
  app.add_option("-D", options->sizes, "name=number: another of its sizes; may be repeated");
  app.add_option("--seed", options->seed, "who comes and what he wants follows from it")->capture_default_str();
  auto* undoes = app.add_flag("--undo", options->undoes,
                              "the change as it struck, taken back with antemortem, instead of the rest");
  app.add_flag("--whole", options->whole, "the change taken back with antemortem too, after the rest")
      ->excludes(undoes);
  app.add_option("--confound", options->confounder,
                 "what goes on beside the change: " + join(drill::Confounder::kinds(), ", "))
      ->check(CLI::IsMember(drill::Confounder::kinds()))
      ->excludes(undoes);
  app.add_option("--kill-runner", options->killed, "so many seconds after the change began what runs it is killed")
      ->check(CLI::Range(0, 3600));
  app.add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  app.add_option("--page", options->page, "write an HTML page into this file too");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options]() -> Result<Exit> {
    if (options->action == "list") return list();
    if (options->name.empty())
      return bad_input(fmt::format("ante drill {} wants a name", options->action),
                       "ante drill list shows those that there are; ante drill new my-outage begins one");
    return options->action == "new" ? begin_new(options->name)
           : options->name == "all" ? run_all(*options)
                                    : run_one(*options);
  };
}

}  // namespace ante::cli
