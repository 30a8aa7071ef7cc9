// Whether people pile up: sessions that are at work, and not in line for a lock, beyond what is usual. In an outage
// this shows within seconds, when what is counted does not show yet, since it is counted when it ends.
#pragma once

#include <deque>

#include "watch/moment.h"

namespace ante::watch {

struct Crowd {
  int active = 0;                                          // sessions now
  double usual = 0;                                        // in the minutes before
  std::vector<std::pair<std::string, int>> by_shape = {};  // whose they are, the most first; only of known shapes
  double since = 0;                                        // seconds since 1970
};

class CrowdDetector {
 public:
  struct Seen {
    const Crowd* crowd = nullptr;  // there is one now
    bool is_over = false;          // with this moment
  };
  Seen see(const Moment& moment);

 private:
  std::deque<double> usual_;    // how many, a second
  int crowded_ = 0, calm_ = 0;  // seconds in a row
  double crowded_since_ = 0;
  bool is_on_ = false;
  Crowd crowd_;
};

}  // namespace ante::watch
