#include "watch/crowd.h"

#include <algorithm>

#include "watch/middle.h"

namespace ante::watch {
namespace {

constexpr std::size_t remembers = 300, at_least = 10;  // moments
constexpr int seconds_in_a_row = 3, seconds_of_calm = 10;
constexpr double least_crowd = 5, times_as_many = 4, spread = 3;

}  // namespace

CrowdDetector::Seen CrowdDetector::see(const Moment& moment) {
  std::map<std::string, int> by_shape;
  int active = 0;
  for (auto& session : moment.sessions) {
    if (!session.active() || session.wait_class == "Lock" || session.user.empty()) continue;
    ++active;
    if (!session.shape.empty()) ++by_shape[session.shape];
  }
  if (usual_.size() < at_least) {
    usual_.push_back(active);
    return {};
  }
  auto usual = std::max(1.0, nearly_always_below(usual_));
  bool is_crowded = active >= least_crowd && active > usual * times_as_many + (is_on_ ? 0 : spread);
  if (is_on_) is_crowded = active >= least_crowd && active > usual * times_as_many / 2;
  crowded_ = is_crowded ? crowded_ + 1 : 0;
  calm_ = is_crowded ? 0 : calm_ + 1;
  if (crowded_ == 1 && !is_on_) crowded_since_ = moment.at;
  if (!is_crowded && !is_on_) keep(usual_, active, remembers);
  if (!is_on_ && crowded_ >= seconds_in_a_row) {
    is_on_ = true;
    crowd_.since = crowded_since_, crowd_.usual = usual;
  }
  if (is_on_ && calm_ >= seconds_of_calm) {
    is_on_ = false;
    return {.is_over = true};
  }
  if (!is_on_) return {};
  crowd_.active = active;
  crowd_.by_shape.assign(by_shape.begin(), by_shape.end());
  std::ranges::stable_sort(crowd_.by_shape, std::greater<>(), &std::pair<std::string, int>::second);
  return {.crowd = &crowd_};
}

}  // namespace ante::watch
