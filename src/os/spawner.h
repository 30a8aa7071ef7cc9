// The forking itself; process.h is what others use.
#pragma once

#include "os/process.h"

namespace ante::os {

struct Child {
  pid_t pid = -1;
  bool network_sealed = false, walled_in = false;
};

// Returns once the program was executed, or says why it could not be.
Result<Child> spawn(const Program& program);

}  // namespace ante::os
