#include "load/measured.h"

#include <algorithm>
#include <unordered_map>

namespace ante::load {

void Met::add(const Met& other) {
  done += other.done, failed += other.failed;
  for (auto& [error, times] : other.errors) errors[error] += times;
  latency.add(other.latency);
}

void Measured::record(double wanted_at, std::size_t endpoint, std::int64_t user, const std::string& error,
                      Histogram::Micros latency) {
  if (wanted_at < 0) return;
  auto at = static_cast<std::size_t>(wanted_at);
  std::lock_guard hold(lock_);
  if (seconds_.size() <= at) seconds_.resize(at + 1);
  auto& second = seconds_[at];
  auto& met = second.met[endpoint];
  error.empty() ? ++met.done : ++met.failed;
  if (!error.empty()) ++met.errors[error];
  met.latency.add(latency);
  if (user != 0) second.users.emplace_back(user, !error.empty());
}

std::vector<Met> Measured::endpoints(int from, int to) const {
  std::lock_guard hold(lock_);
  std::vector<Met> sums;
  for (auto i = static_cast<std::size_t>(std::max(0, from)); i < seconds_.size() && static_cast<int>(i) < to; ++i)
    for (auto& [endpoint, met] : seconds_[i].met) {
      if (sums.size() <= endpoint) sums.resize(endpoint + 1);
      sums[endpoint].add(met);
    }
  return sums;
}

Met Measured::all(int from, int to) const {
  Met sum;
  for (auto& met : endpoints(from, to)) sum.add(met);
  return sum;
}

Users Measured::users(int from, int to) const {
  std::lock_guard hold(lock_);
  std::unordered_map<std::int64_t, bool> affected;
  for (auto i = static_cast<std::size_t>(std::max(0, from)); i < seconds_.size() && static_cast<int>(i) < to; ++i)
    for (auto& [user, failed] : seconds_[i].users) affected[user] = affected[user] || failed;
  Users users;
  users.seen = static_cast<std::int64_t>(affected.size());
  for (auto& [user, failed] : affected) users.affected += failed;
  return users;
}

int Measured::seconds() const {
  std::lock_guard hold(lock_);
  return static_cast<int>(seconds_.size());
}

void Measured::add(const Measured& other, const std::vector<std::size_t>& here) {
  std::scoped_lock hold(lock_, other.lock_);
  if (seconds_.size() < other.seconds_.size()) seconds_.resize(other.seconds_.size());
  for (std::size_t i = 0; i < other.seconds_.size(); ++i) {
    for (auto& [endpoint, met] : other.seconds_[i].met) seconds_[i].met[here.at(endpoint)].add(met);
    auto& users = other.seconds_[i].users;
    seconds_[i].users.insert(seconds_[i].users.end(), users.begin(), users.end());
  }
}

}  // namespace ante::load
