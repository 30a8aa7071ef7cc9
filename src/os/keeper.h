// The process that stands between ante and a program of the user's, so that nothing of the program stays: whatever it
// starts, by whatever detours, has the keeper for its last ancestor and ends when the program ends, when the keeper is
// told to end (SIGTERM), or when ante dies.
#pragma once

#include <sys/types.h>

namespace ante::os {

// Forks once more, with system calls only: it runs between fork and exec, where nothing else is safe. Returns in the
// program to be, in a session of its own; the caller becomes the keeper, never returns, and ends as the program did.
// `ante` is the parent. False where it could not fork.
bool leave_to_a_keeper(pid_t ante);

}  // namespace ante::os
