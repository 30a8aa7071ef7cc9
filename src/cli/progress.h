// Progress on a terminal is one line that changes; elsewhere a plain line a stage. Always on stderr, so that a
// command's output can be piped.
#pragma once

#include <chrono>
#include <string>

#include "base/progress.h"

namespace ante::cli {

class ShownProgress final : public Progress {
 public:
  explicit ShownProgress(bool quiet = false);
  ~ShownProgress() override;
  void stage(std::string_view what) override;
  void at(std::int64_t done, std::int64_t total) override;

 private:
  using Clock = std::chrono::steady_clock;
  void clear();
  void draw(std::string_view tail);

  bool terminal_, quiet_;
  Clock::time_point began_ = Clock::now(), drawn_{};
  std::string stage_;
};

}  // namespace ante::cli
