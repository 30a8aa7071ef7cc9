// ante mark: somebody deployed something, and tells whoever watches.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdlib>
#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/histories.h"
#include "cli/marks.h"

namespace ante::cli {

Run declare_mark(CLI::App& app) {
  struct MarkArguments {
    std::vector<std::string> what;
    std::string store, by;
  };
  auto options = std::make_shared<MarkArguments>();
  if (const char* user = std::getenv("USER")) options->by = user;
  app.add_option("what", options->what, "what was done: deploy v42")->required();
  app.add_option("--store", options->store, "the file in which ante watch keeps what it sees");
  app.add_option("--by", options->by, "who did it");
  return [options]() -> Result<Exit> {
    auto path = TRY(history_path(options->store));
    fmt::print("marked as event {}\n", TRY(keep_mark(path, {join(options->what, " "), options->by})));
    return Exit::fine;
  };
}

}  // namespace ante::cli
