// Who stands in line for locks, and behind whom: the one at the head is the culprit, all others are victims, however
// much it looks as if they were slow.
#pragma once

#include "watch/moment.h"

namespace ante::watch {

struct LockQueue {
  int holder = 0;               // who has what the first one waits for, and waits for nobody; 0: a prepared transaction
  std::vector<int> heads = {};  // who wait for him and let others wait behind them: an ALTER TABLE, mostly
  int waiting = 0;              // all who would go on if he did
  double longest = 0;           // seconds that one of them has waited, at most
  std::string relation = {};    // that the first one waits for; "" where it is something else
};

// The longest first. Where sessions wait for each other in a circle there is no head: the server ends that by itself.
std::vector<LockQueue> lock_queues(const Moment& moment);

// "DROP INDEX … of deploy (pid 4711, application migrate)"
std::string shown(const Session& session);

}  // namespace ante::watch
