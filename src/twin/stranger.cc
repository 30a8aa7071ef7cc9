#include "twin/stranger.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "os/interrupt.h"

namespace ante::twin {
namespace {

using Clock = std::chrono::steady_clock;
constexpr Millis look_often_at_clock{20};
constexpr Millis look_often_at_disk{200};
constexpr Millis patience_after_cancel{3'000};
constexpr Millis patience_after_terminate{5'000};

}  // namespace

Bytes disk_use(const std::filesystem::path& folder) {
  std::int64_t bytes = 0;
  std::error_code error;
  auto end = std::filesystem::recursive_directory_iterator();
  for (auto entry = std::filesystem::recursive_directory_iterator(folder, error); !error && entry != end;
       entry.increment(error)) {
    struct stat status{};
    // A file may go while we look; then it takes nothing.
    if (::lstat(entry->path().c_str(), &status) == 0) bytes += static_cast<std::int64_t>(status.st_blocks) * 512;
  }
  return {bytes};
}

Result<Stranger> Stranger::enter(const Site& site, const LabLimits& limits, pg::Connection& observer) {
  auto session = pg::Connection::open(
      site.stranger,
      {.call = limits.statement + patience_after_cancel + patience_after_terminate, .application = "ante lab"});
  if (!session) return at("entering the lab as the role that runs the change", session.error());
  return Stranger(std::move(*session), site, limits, observer);
}

Stranger::Stranger(pg::Connection session, const Site& site, const LabLimits& limits, pg::Connection& observer)
    : session_(std::move(session)),
      observer_(&observer),
      limits_(limits),
      data_(site.data),
      size_at_start_(disk_use(site.data)),
      backend_(session_.backend_pid()) {}

Result<void> Stranger::run(std::string_view sql, std::string_view copy_data,
                           const std::function<Result<void>()>& while_running) {
  auto started = Clock::now();
  auto too_much = [&] {
    return fmt::format("wrote more than {} in the lab, whose tables are empty or nearly so", human(limits_.growth));
  };
  stopped_ = false;
  TRY(session_.send_discarding(sql, copy_data));
  for (;;) {
    auto done = session_.discard(while_running ? Millis(2) : look_often_at_clock);
    if (!done) {
      // An error without a code did not come from a statement: the session is gone.
      if (done.error().sqlstate.empty() || done.error().sqlstate.starts_with("57P")) alive_ = false;
      return std::unexpected(done.error());
    }
    if (while_running) TRY(while_running());
    if (*done) return {};
    if (os::interrupted()) return os::interrupted_error();
    if (Clock::now() - started > limits_.statement)
      return stop(fmt::format("did not end within {} in the lab", human(limits_.statement)));
    if (disk_is_full()) return stop(too_much());
  }
}

// Looks at the disk from time to time: over all statements, since many short ones write as much as a long one.
bool Stranger::disk_is_full() {
  if (Clock::now() < next_look_at_disk_) return false;
  auto began = Clock::now();
  bool full = disk_use(data_).count - size_at_start_.count > limits_.growth.count;
  // The more tables there are, the longer a look takes, and the seldomer it is worth it.
  next_look_at_disk_ =
      Clock::now() + (full ? Millis(0) : std::max<Clock::duration>(look_often_at_disk, 20 * (Clock::now() - began)));
  return full;
}

// Cancels the statement; ends the session where it does not obey.
std::unexpected<Error> Stranger::stop(std::string why) {
  stopped_ = true;
  Error error{std::move(why) + ", and was stopped", "", Exit::undecided, "57014"};
  auto wait = [&](Millis patience) {
    for (auto until = Clock::now() + patience; Clock::now() < until;) {
      auto done = session_.discard(look_often_at_clock);
      if (!done && (done.error().sqlstate.empty() || done.error().sqlstate.starts_with("57P"))) alive_ = false;
      if (!done || *done) return true;
    }
    return false;
  };
  session_.cancel();
  if (wait(patience_after_cancel)) return std::unexpected(std::move(error));
  (void)observer_->query("SELECT pg_catalog.pg_terminate_backend($1)", {std::to_string(backend_)});
  alive_ = false;
  wait(patience_after_terminate);
  return std::unexpected(std::move(error));
}

}  // namespace ante::twin
