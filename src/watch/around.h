// What goes on around a database: on its machine, and with its checkpoints; now, and in quiet times.
#pragma once

#include <deque>
#include <optional>
#include <utility>

#include "watch/host.h"
#include "watch/suspects.h"

namespace ante::watch {

class Around {
 public:
  // Quiet times are those in which nothing is wrong.
  void see(const Host& host, bool is_quiet);
  // So many checkpoints were asked for before it was time, since the server counts.
  void count_checkpoints(double asked_for, double at, bool is_quiet);
  void tell(Surroundings& surroundings) const;

 private:
  struct Series {
    std::deque<double> usual = {}, lately = {};
    void see(double value, bool is_quiet);
    std::optional<Beside> now() const;  // as long as it is not known what is usual: nothing
  };
  int processors_ = 0;
  Series taken_, others_, waits_for_disk_, waits_for_memory_;
  std::optional<double> memory_left_;
  Series checkpoints_;                                // a minute
  std::optional<std::pair<double, double>> counted_;  // how many, and when
};

}  // namespace ante::watch
