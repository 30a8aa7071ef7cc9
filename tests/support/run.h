// Runs a command line in a shell, and says how it ended.
#pragma once

#include <string>

namespace ante::tests {

struct Ended {
  int code = -1;  // the exit code, or 128 + the signal
  std::string out, err;
};

// `command` is a line of bash; ante is on the PATH, and stdin is empty.
Ended run(const std::string& command);

}  // namespace ante::tests
