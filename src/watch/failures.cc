#include "watch/failures.h"

#include <algorithm>

#include "watch/middle.h"

namespace ante::watch {
namespace {

constexpr std::size_t moments_kept = 300, moments_to_know = 10;
// A session tells what it did once a second, and so it may be told in the next one: some are looked at together.
constexpr std::size_t counts_together = 3;
constexpr int failing_in_a_row = 4, moments_of_calm = 10;
// Beyond what is usual: of a hundred transactions three more, and a few a second.
constexpr double more_share = 0.03, more_rollbacks = 2, times_the_rollbacks = 3;
constexpr std::size_t completions_kept = 60, completions_to_know = 3;
constexpr double called_often = 0.5;  // a second
constexpr double hardly_any = 0.2;    // of what is usual

}  // namespace

FailureDetector::Seen FailureDetector::see(const Moment& moment) {
  if (moment.since_counted <= 0) return {};
  keep(lately_, Counted{moment.since_counted, moment.commits, moment.rollbacks}, counts_together);
  Counted sum;
  for (auto& one : lately_) sum.seconds += one.seconds, sum.commits += one.commits, sum.rollbacks += one.rollbacks;
  auto all = sum.commits + sum.rollbacks;
  auto share = all > 0 ? sum.rollbacks / all : 0, rollbacks = sum.rollbacks / sum.seconds;
  if (usual_.shares.size() < moments_to_know) {
    keep(usual_.shares, share, moments_kept), keep(usual_.rollbacks, rollbacks, moments_kept);
    return {};
  }
  Seen seen{.share = share, .usual_share = nearly_always_below(usual_.shares), .rollbacks = rollbacks};
  bool is_failing = share > seen.usual_share + more_share &&
                    rollbacks > more_rollbacks + times_the_rollbacks * nearly_always_below(usual_.rollbacks);
  failing_ = is_failing ? failing_ + 1 : 0;
  calm_ = is_failing ? 0 : calm_ + 1;
  if (failing_ == 1 && !is_on_) failing_since_ = moment.at - moment.since_counted;
  seen.since = failing_since_;
  if (!is_failing && !is_on_) keep(usual_.shares, share, moments_kept), keep(usual_.rollbacks, rollbacks, moments_kept);
  if (!is_on_ && failing_ >= failing_in_a_row) is_on_ = seen.has_begun = true;
  if (is_on_ && calm_ >= moments_of_calm) is_on_ = false, seen.is_over = true;
  return seen;
}

void FailureDetector::see(const Interval& interval) {
  auto seconds = std::max(interval.to - interval.from, 1e-3);
  bool is_quiet = failing_ == 0 && !is_on_;
  for (auto& [shape, work] : interval.by_shape) completions_.try_emplace(shape);
  for (auto one = completions_.begin(); one != completions_.end();) {
    auto& [shape, completions] = *one;
    auto done = interval.by_shape.find(shape);
    completions.now = done == interval.by_shape.end() ? 0 : done->second.calls / seconds;
    if (is_quiet) keep(completions.a_second, completions.now, completions_kept);
    bool is_gone = is_quiet && std::ranges::all_of(completions.a_second, [](double calls) { return calls == 0; });
    one = is_gone ? completions_.erase(one) : std::next(one);
  }
}

std::set<std::string> FailureDetector::stay_away() const {
  std::set<std::string> shapes;
  for (auto& [shape, completions] : completions_) {
    if (completions.a_second.size() < completions_to_know) continue;
    auto usual = middle(completions.a_second);
    if (usual > called_often && completions.now < usual * hardly_any) shapes.insert(shape);
  }
  return shapes;
}

}  // namespace ante::watch
