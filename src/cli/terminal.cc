#include "cli/terminal.h"

#include <unistd.h>

#include <cstdlib>

namespace ante::cli {

render::Look look() {
  const char* no_colour = std::getenv("NO_COLOR");
  return {.colour = ::isatty(STDOUT_FILENO) != 0 && !(no_colour && *no_colour)};
}

}  // namespace ante::cli
