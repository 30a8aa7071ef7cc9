// A plan, on its way into a database: the gate that it must pass, and what is said of it when it is there.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "cli/pace.h"
#include "ship/plan.h"

namespace CLI {
class App;
}

namespace ante::cli {

struct ShipOptions {
  PaceOptions pace;
  std::string database, store, override_reason, kept = "24h", undo_folder = ".";
  bool accepts = false, quiet = false;
};

struct Chosen {
  ship::Plan plan;
  std::string text;
  bool edited = false;
  bool goes_on = false;  // it passed when it was begun
  std::vector<std::string> notes = {};
  std::vector<std::filesystem::path> files = {};  // that somebody wrote, and others may have approved
};

// All but the address.
void declare_ship_options(CLI::App& app, ShipOptions& options);
// `make` finds the plan, when the options are known to be right.
Result<Exit> ship_it(const ShipOptions& options, const std::function<Result<Chosen>(Progress&)>& make);

}  // namespace ante::cli
