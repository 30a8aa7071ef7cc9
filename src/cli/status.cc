// ante status: where the latest change stands, and what can be done about it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/command.h"
#include "render/status_text.h"

namespace ante::cli {

Run declare_status(CLI::App& app) {
  struct StatusArguments {
    std::string database;
    bool json = false;
  };
  auto options = std::make_shared<StatusArguments>();
  app.add_option("--database", options->database, "whose journal: the address of a database")->required();
  app.add_flag("--json", options->json, "for programs");
  return [options]() -> Result<Exit> {
    auto status = TRY(ship::status_of({options->database}));
    fmt::print("{}", options->json ? render::status_json(status) : render::status_text(status));
    return Exit::fine;
  };
}

}  // namespace ante::cli
