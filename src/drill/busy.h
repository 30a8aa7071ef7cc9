// What a server's processes take of its processors.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace ante::drill {

class Busy {
 public:
  Busy(pid_t server, std::size_t processors);
  double since_last();  // the share, from the last glance on

 private:
  pid_t server_;
  double processors_, used_ = 0;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace ante::drill
