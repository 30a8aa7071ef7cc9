#include "watch/errors.h"

#include <algorithm>
#include <functional>

#include "watch/middle.h"

namespace ante::watch {
namespace {

constexpr double errors_together = 10;  // seconds that are looked at as one
constexpr std::size_t sums_kept = 300, sums_to_know = 10, sums_of_data_to_know = 120, kinds_of_errors = 200,
                      sqlstate_size = 5;
// Beyond three times of what is usual and a few; not all of them at once, as from one who tries something three times.
constexpr double times_the_usual = 3, few_errors = 5;
constexpr int least_errors = 8, least_looks = 3, looks_of_calm = 10;
constexpr double taken_for_usual_after = 900;                // seconds
constexpr double grave_again_after = 3'600, grave_for = 60;  // seconds

// What the data refuse, or the application itself, comes with the traffic, and may begin with it.
std::size_t looks_to_know(const std::string& what) {
  bool is_of_data = what.starts_with("22") || what.starts_with("23") || what.starts_with("40") ||
                    what.starts_with("P0") || what.size() != sqlstate_size;  // which is known by words alone
  return is_of_data ? sums_of_data_to_know : sums_to_know;
}

}  // namespace

int ErrorDetector::Kind::count() const {
  int all = 0;
  for (auto& look : lately) all += look.count;
  return all;
}

int ErrorDetector::Kind::looks_with_some() const {
  return static_cast<int>(std::ranges::count_if(lately, [](auto& look) { return look.count > 0; }));
}

double ErrorDetector::Kind::most_usual() const { return nearly_always_below(usual); }

bool ErrorDetector::Kind::is_beyond(double usual_ones) const {
  return count() >= least_errors && count() > usual_ones * times_the_usual + few_errors;
}

ErrorDetector::Begun ErrorDetector::begun(const std::string& what, const Kind& kind) {
  auto first = std::ranges::find_if(kind.lately, [](auto& look) { return look.count > 0; });
  Begun begun{.what = what, .from = first->from, .to = first->to, .count = kind.count(), .usual = kind.most_usual()};
  begun.seconds = kind.lately.back().to - first->from;
  std::map<std::string, int> by_shape;
  for (auto& look : kind.lately)
    for (auto& [shape, count] : look.by_shape) by_shape[shape] += count;
  begun.by_shape.assign(by_shape.begin(), by_shape.end());
  std::ranges::stable_sort(begun.by_shape, std::greater<>(), &std::pair<std::string, int>::second);
  return begun;
}

// Of one that was never seen it is known that there was none. Where there are too many of them, the one that was not
// seen for the longest time is forgotten, those first that are known by words alone.
ErrorDetector::Kind& ErrorDetector::kind_of(const std::string& what) {
  auto [place, is_new] = kinds_.try_emplace(what);
  if (is_new) place->second.usual.assign(std::min(looks_, sums_kept), 0.0), place->second.last_at = -grave_again_after;
  if (kinds_.size() > kinds_of_errors) {
    auto rank = [](auto& one) { return std::pair(one.first.size() == sqlstate_size, one.second.last_at); };
    auto oldest = kinds_.end();
    for (auto one = kinds_.begin(); one != kinds_.end(); ++one)
      if (one != place && !one->second.is_on && !one->second.lately.empty() &&
          (oldest == kinds_.end() || rank(*one) < rank(*oldest)))
        oldest = one;
    if (oldest != kinds_.end()) kinds_.erase(oldest);
  }
  return place->second;
}

ErrorDetector::Seen ErrorDetector::see(const LogLines& lines) {
  Seen seen;
  std::map<std::string, Look> now;
  for (auto& error : lines.errors) {
    auto& look = now[error.what];
    ++look.count;
    if (!error.shape.empty()) ++look.by_shape[error.shape];
  }
  for (auto& [what, look] : now) kind_of(what);
  for (auto& [what, kind] : kinds_) {
    auto& look = now[what];
    look.from = lines.from, look.to = lines.to;
    bool has_come = look.count > 0;
    kind.lately.push_back(std::move(look));
    while (lines.to - kind.lately.front().from > errors_together && kind.lately.size() > 1) kind.lately.pop_front();
    auto usual = kind.most_usual();
    bool is_beyond = kind.is_beyond(usual);
    bool is_grave_now = is_grave(what) && has_come && lines.to - kind.last_at >= grave_again_after;
    auto to_know = looks_to_know(what);
    bool begins = is_grave_now || (is_beyond && kind.usual.size() >= to_know && kind.looks_with_some() >= least_looks);
    if (has_come) kind.last_at = lines.to;
    if (!kind.is_on && begins) {
      kind.is_on = true, kind.calm = 0;
      seen.begun.push_back(begun(what, kind));
      kind.to = seen.begun.back().to;
    } else if (kind.is_on) {
      bool is_calm = kind.count() * 2 <= usual * times_the_usual + few_errors;
      if (is_grave(what)) is_calm = is_calm && lines.to - kind.last_at > grave_for;
      kind.calm = is_calm ? kind.calm + 1 : 0;
      if (kind.calm >= looks_of_calm) {
        kind.is_on = false;
        seen.over.push_back(what);
      } else if (lines.to - kind.to > taken_for_usual_after) {
        kind.is_on = false;
        kind.usual.clear();
        seen.usual_now.push_back(what);
      }
    } else if (!is_beyond || kind.usual.size() < to_know) {
      keep(kind.usual, kind.count(), sums_kept);
    }
  }
  ++looks_;
  return seen;
}

}  // namespace ante::watch
