// Which server stands behind the address, and which of its lives it is: a restart, a promotion and a fail-over leave
// another one, whether the session to it was lost or not.
#pragma once

#include <string>

#include "pg/connection.h"

namespace ante::watch {

struct Life {
  std::string started;        // "2026-11-30 12:00:00+00"
  std::string address;        // of the server, where it has one
  std::string system = {};    // the cluster's number; "" where it cannot be asked
  std::string timeline = {};  // "00000002"; "" on a standby, and where it cannot be asked
  bool is_standby = false;
};
// Those who rent out servers may have closed what says which cluster it is: who has met that asks for the rest alone.
Result<Life> life_of(pg::Connection& connection, bool with_system = true);

// What became of it in between: "the server was started anew"; "": nothing.
std::string what_became(const Life& before, const Life& now);

}  // namespace ante::watch
