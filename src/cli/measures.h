// Measures, as ante incident has them: proposed, listed with what a look at each finds, and ended by hand.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "incident/measure.h"

namespace CLI {
class App;
}

namespace ante::cli {

struct MeasureArguments {
  std::string what, why, store, by;
  std::string owner, due, check, database, config;
  std::optional<int> incident;  // 0: of none; nothing: of the last one
  bool runs_commands = false;
};

// Those that only measures have.
void declare_measure_options(CLI::App& app, MeasureArguments& options);

Result<Exit> propose_measure(const MeasureArguments& options);
// Looks at each that no one has ended, and writes down what came of it; blocked where one is overdue.
Result<Exit> list_measures(const MeasureArguments& options);
Result<Exit> end_measure(const MeasureArguments& options, incident::Measure::State state);

}  // namespace ante::cli
