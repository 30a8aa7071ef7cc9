// ante forecast: when what fills up is full.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>

#include "cli/command.h"
#include "cli/histories.h"
#include "cli/terminal.h"
#include "render/forecasts.h"

namespace ante::cli {

Run declare_forecast(CLI::App& app) {
  struct ForecastArguments {
    std::string store, format = "text";
  };
  auto options = std::make_shared<ForecastArguments>();
  app.add_option("--store", options->store, "the file in which ante watch keeps what it sees");
  app.add_option("--format", options->format, "text, json, or svg: a picture")
      ->check(CLI::IsMember({"text", "json", "svg"}))
      ->capture_default_str();
  return [options]() -> Result<Exit> {
    auto path = TRY(history_path(options->store));
    auto history = TRY(store::History::read(path));
    auto database = TRY(history.database());
    auto levels = TRY(history.levels());
    render::Forecasts forecasts{
        .database = std::move(database),
        .now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(),
        .levels = std::move(levels)};
    fmt::print("{}", options->format == "json"  ? render::json(forecasts)
                     : options->format == "svg" ? render::svg(forecasts)
                                                : render::text(forecasts, look()));
    return Exit::fine;
  };
}

}  // namespace ante::cli
