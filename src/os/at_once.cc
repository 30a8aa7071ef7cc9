#include "os/at_once.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace ante::os {

Result<void> at_once(std::size_t count, const std::function<Work()>& worker) {
  constexpr std::size_t most_threads = 4;
  std::atomic<std::size_t> next = 0;
  std::mutex lock;
  Result<void> outcome;
  auto work = [&] {
    auto one = worker();
    for (std::size_t i; (i = next++) < count;)
      if (auto done = one(i); !done) {
        std::lock_guard hold(lock);
        if (outcome) outcome = std::move(done);
        next = count;
      }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min<std::size_t>(most_threads, std::thread::hardware_concurrency()); ++i)
      helpers.emplace_back(work);
    work();
  }
  return outcome;
}

}  // namespace ante::os
