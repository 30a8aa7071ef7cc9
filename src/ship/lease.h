// One runner at a time: a row of the journal that is somebody's for a while. Each taking gives it a new number, the
// token; every transaction of a step locks the row and looks whether the token is still its own, so that a runner that
// slept too long cannot write any more.
#pragma once

#include <string>

#include "base/progress.h"
#include "pg/connection.h"

namespace ante::ship {

struct Lease {
  std::int64_t token = 0;
  Millis lasts{30'000};
};

// Whose it will be.
struct Holder {
  std::string process;  // os::this_process(), so that others on this machine see whether it lives
  std::string shown;    // for people: "ante apply by anna on db7"
};

// Waits for the one that somebody else has to run out, or takes it at once where its process is dead. What a dead
// one's server process is still doing is ended.
Result<Lease> take_lease(pg::Connection& connection, const Holder& holder, Millis lasts, Progress& progress);
// Within a transaction: keeps the row until its end. An error where somebody else has it.
Result<void> hold(pg::Connection& connection, const Lease& lease);
// From another session while a step runs. Does not wait: where the row is locked, a step of ours holds it anyway.
Result<void> renew(pg::Connection& connection, const Lease& lease);
Result<void> give_back(pg::Connection& connection, const Lease& lease);

}  // namespace ante::ship
