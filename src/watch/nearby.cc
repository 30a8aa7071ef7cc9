#include "watch/nearby.h"

#include <cmath>
#include <utility>

namespace ante::watch {
namespace {

constexpr double look_at_host_every = 3;  // seconds

}  // namespace

// The server's life may be another one; its log goes on, and what was written meanwhile is news.
Result<void> Nearby::reached(Whereabouts where, double now) {
  if (where.postmaster != where_.postmaster) {
    host_.reset();
    if (where.postmaster > 0) host_.emplace("/proc", where.postmaster);
  }
  where_ = std::move(where);
  auto place = log_place(where_, named_);
  auto follow = [&](LogPlace found) -> Result<void> {
    auto name = found.files.is_one ? found.files.folder / found.files.begins : found.files.folder;
    if (log_)
      TRY(log_->move_to(std::move(found)));
    else
      log_ = TRY(ServerLog::open(std::move(found))), read_at_ = now;
    log_is_ = name.string();
    return {};
  };
  auto followed = place ? follow(std::move(*place)) : Result<void>(std::unexpected(place.error()));
  if (followed || log_) return {};
  why_no_log_ = followed.error().what;
  if (!named_.empty()) return followed;
  if (!followed.error().next.empty()) why_no_log_ += ": " + followed.error().next;
  return {};
}

Result<std::optional<LogLines>> Nearby::read_log(double now, const ShapeOf& shape_of) {
  if (!log_) return std::nullopt;
  auto news = TRY(log_->look());
  auto lines = meaning(news.entries, where_.database, where_.session, shape_of);
  lines.from = std::exchange(read_at_, now), lines.to = now, lines.skipped = news.skipped;
  return lines;
}

std::optional<Host> Nearby::look_at_host(double now) {
  if (!host_ || std::abs(now - looked_at_) < look_at_host_every) return std::nullopt;
  looked_at_ = now;
  return host_->look(now);
}

std::vector<Limit> Nearby::limits(double now) {
  auto room = host_ ? Disk::room(where_.data) : std::nullopt;
  return room ? disk_.limits(*room, now) : std::vector<Limit>();
}

}  // namespace ante::watch
