// The application's own start on the database that the change leaves.
#include <fmt/format.h>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {

void add_boot(Case& found) {
  auto& boot = found.rehearsal.boot;
  if (!boot || !boot->tried || boot->started) return;
  found.findings.push_back(
      {.kind = "boot-fails",
       .weight = Weight::blocks,
       .place = "",
       .statement = boot->command,
       .says = fmt::format("As {} the application does not start after the change: {}", boot->role, boot->ended),
       .evidence = boot->refused,
       .output = boot->output,
       .advice = boot->out_of_time
                     ? "--boot-stays, where it is a server that goes on; --boot-timeout gives it more time"
                     : "what it misses must be there before this version is, or be missed no longer"});
}

}  // namespace ante::judge
