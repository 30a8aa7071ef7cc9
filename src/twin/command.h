// Runs a command of the user's beside a private server, which it finds through the environment. It is the user's own
// program: it may do what he may, and is not walled in. Whatever it starts ends with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "pg/door.h"

namespace ante::twin {

struct CommandRun {
  bool fine = false;
  bool out_of_time = false;         // it was still running, and we ended it
  std::string ended;                // "exit code 1", "signal 9 (Killed)", "still running after 30 s"
  std::vector<std::string> output;  // its last lines, fit to be shown
};

// `command` is a line for sh. An error where it cannot be run, or fills the private server's disk.
Result<CommandRun> run_beside(const pg::Cluster& cluster, const pg::Door& door, const std::string& command,
                              Millis limit);

// The command for people, on one line: values that it sets at its beginning (KEY=secret bin/rails …) are not shown.
std::string shown_command(std::string_view command);

// The last lines of what a program said: without what steers a terminal, without the password, none of them too long.
std::vector<std::string> last_lines(std::string_view output, std::string_view password);

}  // namespace ante::twin
