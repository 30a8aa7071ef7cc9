// How far the servers that follow production fall behind while they replay what a statement writes.
#pragma once

#include <string>
#include <vector>

#include "judge/physics.h"

namespace ante::judge {

struct Lag {
  double least = 0, middle = 0, most = 0;  // seconds
};
// When the statement is done: what there is to replay goes along while it is written, at most as fast as the standby
// can, beside what the traffic writes.
Lag lag_of(const rehearse::Standby& standby, double wal_a_second, const std::vector<Work>& works);

// A line for each that falls behind by a second or more.
std::vector<std::string> lags_told(const rehearse::Rehearsal& rehearsal, const std::vector<Work>& works);

}  // namespace ante::judge
