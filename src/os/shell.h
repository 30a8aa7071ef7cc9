// A user's command line, told what it is about by variables of its environment.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace ante::os {

struct CommandLine {
  std::string command;                      // for a shell
  std::vector<std::string> variables = {};  // NAME=value
  std::filesystem::path folder = ".";       // where it starts
  bool heeds_interrupt = true;              // Ctrl-C ends the wait for it
};
// Fine where it ends with 0 within the time; what it says is seen by whoever called ante.
Result<void> run_command_line(const CommandLine& line, Millis patience);

}  // namespace ante::os
