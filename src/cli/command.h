// A command: one file in cli/, one row in the table of cli/commands.cc. The help, the man page, the shell completion
// and "did you mean" all come from that table.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace CLI {
class App;
}

namespace ante::cli {

// What a command does once its options are read; the exit code, or the error that main shows.
using Run = std::function<Result<Exit>()>;

struct Command {
  std::string_view name;
  std::string_view summary;       // one sentence, for the list of commands
  Run (*declare)(CLI::App& app);  // adds its options to `app` and returns what to do with them
};

std::span<const Command> commands();

}  // namespace ante::cli
