#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/units.h"

namespace ante::cli {

namespace {
constexpr auto redraw_every = std::chrono::milliseconds(100);
constexpr int bar_width = 24;
}  // namespace

ShownProgress::ShownProgress(bool quiet) : terminal_(::isatty(STDERR_FILENO) != 0), quiet_(quiet) {}

ShownProgress::~ShownProgress() { clear(); }

void ShownProgress::stage(std::string_view what) {
  stage_ = what;
  if (quiet_) return;
  if (terminal_)
    draw("");
  else
    fmt::print(stderr, "ante: {}\n", what);
}

void ShownProgress::at(std::int64_t done, std::int64_t total) {
  if (quiet_ || !terminal_ || Clock::now() - drawn_ < redraw_every) return;
  if (total <= 0) return draw(fmt::format(" {}", done));
  auto filled = static_cast<int>(done * bar_width / total);
  draw(fmt::format(" [{}{}] {}/{}", std::string(static_cast<std::size_t>(filled), '='),
                   std::string(static_cast<std::size_t>(bar_width - filled), ' '), done, total));
}

void ShownProgress::clear() {
  if (terminal_ && !quiet_ && drawn_ != Clock::time_point{}) fmt::print(stderr, "\r\033[K");
}

void ShownProgress::draw(std::string_view tail) {
  drawn_ = Clock::now();
  auto elapsed = std::chrono::duration_cast<Millis>(drawn_ - began_);
  fmt::print(stderr, "\r\033[K{} {}{}", human(elapsed), stage_, tail);
}

}  // namespace ante::cli
