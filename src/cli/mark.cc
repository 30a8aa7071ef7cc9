// ante mark: somebody deployed something, and tells whoever watches.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdlib>
#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/histories.h"

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
    auto history = TRY(store::History::go_on(path));
    auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    std::vector<incident::Event> events{{.at = now,
                                         .kind = incident::Event::Kind::change,
                                         .about = incident::marked,
                                         .says = join(options->what, " ")}};
    if (!options->by.empty()) events.front().shown.push_back("by " + options->by);
    TRY(history.add(events));
    fmt::print("marked as event {}\n", events.front().number);
    return Exit::fine;
  };
}

}  // namespace ante::cli
