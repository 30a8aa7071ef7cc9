// For how long a change holds a table that others want: from the statement that takes the lock to the end of its
// transaction.
#pragma once

#include "judge/physics.h"

namespace ante::judge {

struct Hold {
  const rehearse::TableFigures* table = nullptr;
  std::size_t taken = 0;    // the statement that takes the lock
  std::size_t longest = 0;  // from there on, the statement that works longest in this transaction
  bool stops_reads = false, stops_writes = false;
  Seconds seconds = {};  // in which those that it stops must wait
  double waiting = 0;    // requests that come meanwhile
};

// One for each table and transaction, by the strongest of its locks.
std::vector<Hold> holds_of(const rehearse::Rehearsal& rehearsal, const std::vector<std::vector<Work>>& works);

// Requests a second that a lock lets wait.
double wanted_a_second(const rehearse::Demand& demand, bool stops_reads, bool stops_writes);
bool wanted(const rehearse::Demand& demand, bool stops_reads, bool stops_writes);

}  // namespace ante::judge
