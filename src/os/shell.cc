#include "os/shell.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "os/process.h"

namespace ante::os {

Result<void> run_command_line(const CommandLine& line, Millis patience) {
  Program shell{"/bin/sh", {"-c", line.command}};
  shell.environment = environment_with(line.variables);
  shell.folder = line.folder;
  shell.output = STDERR_FILENO;
  shell.kept = true;
  auto process = TRY(Process::start(shell));
  const auto ending = line.heeds_interrupt ? TRY(process.wait_or_interrupt(patience)) : process.wait(patience);
  if (ending && ending->fine()) return {};
  return undecided(fmt::format("'{}' {}", one_line(line.command, 100),
                               ending ? "ended with " + ending->shown() : "did not end within " + human(patience)));
}

}  // namespace ante::os
