#include "alert/courier.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace ante::alert {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t waiting_at_most = 200;
constexpr Millis first_pause{1'000}, longest_pause{60'000}, to_leave{5'000}, last_pause{200};

}  // namespace

Courier::Courier(std::unique_ptr<Way> way, std::function<void(const std::string&)> trouble)
    : way_(std::move(way)), trouble_(std::move(trouble)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Courier::~Courier() {
  {
    leave();
    std::unique_lock hold(lock_);
    come_.wait_for(hold, to_leave, [&] { return waiting_.empty(); });
    if (!waiting_.empty())
      trouble_(fmt::format("{}: {} could not be told any more", way_->shown(), counted(std::ssize(waiting_), "alert")));
  }
  thread_.request_stop();
}

void Courier::leave() {
  std::lock_guard hold(lock_);
  is_leaving_ = true;
  come_.notify_all();
}

void Courier::tell(const Alert& alert) {
  std::lock_guard hold(lock_);
  waiting_.push_back(alert);
  if (waiting_.size() > waiting_at_most) {
    trouble_(fmt::format("{}: the oldest alert is given up: {}", way_->shown(), one_line(waiting_.front().says, 200)));
    waiting_.pop_front();
  }
  come_.notify_all();
}

// Whoever cannot be told is named once, and so is that he can be told again.
bool Courier::deliver(const Alert& alert) {
  auto told = way_->tell(alert);
  if (!told && !std::exchange(has_failed_, true))
    trouble_(fmt::format("{}: {}; it is tried again", way_->shown(), told.error().what));
  if (told && std::exchange(has_failed_, false)) trouble_(fmt::format("{} answers again", way_->shown()));
  return told.has_value();
}

void Courier::run(const std::stop_token& stop) {
  auto pause = first_pause;
  auto again_at = Clock::time_point::max();
  while (!stop.stop_requested()) {
    std::optional<Alert> next;
    {
      std::unique_lock hold(lock_);
      come_.wait_until(hold, stop, std::min(again_at, Clock::now() + std::chrono::hours(1)),
                       [&] { return !waiting_.empty(); });
      if (!waiting_.empty())
        next = waiting_.front();
      else if (going_on_ && Clock::now() >= again_at)
        next = going_on_;
    }
    if (!next) continue;
    bool is_told = deliver(*next);
    std::unique_lock hold(lock_);
    if (is_told) {
      pause = first_pause;
      if (!waiting_.empty() && waiting_.front().from == next->from && waiting_.front().step == next->step)
        waiting_.pop_front();
      going_on_.reset();
      if (way_->again().count() > 0 && next->step != Alert::Step::resolved) going_on_ = next;
      come_.notify_all();
    }
    again_at = going_on_ ? Clock::now() + way_->again() : Clock::time_point::max();
    if (is_told) continue;
    bool was_leaving = is_leaving_;
    come_.wait_for(hold, stop, was_leaving ? last_pause : pause, [&] { return is_leaving_ != was_leaving; });
    pause = std::min(pause * 2, longest_pause);
  }
}

}  // namespace ante::alert
