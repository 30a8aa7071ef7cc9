// Ctrl-C, SIGTERM and SIGHUP as a state that every wait can look at: nothing is torn down inside a signal handler.
#pragma once

#include "base/result.h"

namespace ante::os {

// Called once by main, before threads exist.
void listen_for_interrupts();
bool interrupted();
// Readable from the moment of the interrupt on; for poll().
int interrupt_fd();
// The error to return where a wait was given up.
std::unexpected<Error> interrupted_error();
// The signal that came, or 0; main ends the process by it, so that the caller's shell sees it.
int interrupt_signal();

}  // namespace ante::os
