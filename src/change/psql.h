// Scripts that psql runs: its own commands begin with a backslash, outside of strings, comments and COPY's rows.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ante::change {

// The script with blanks in place of the commands that change nothing of what its statements do (\echo, \timing,
// \set ON_ERROR_STOP). Any other command is an error with its place.
Result<std::string> without_psql_commands(std::string_view script, const std::string& file, int first_line = 1);

}  // namespace ante::change
