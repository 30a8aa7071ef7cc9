#include "watch/failures.h"

#include <algorithm>

#include "watch/middle.h"

namespace ante::watch {
namespace {

constexpr std::size_t shares_kept = 300, shares_to_know = 10;
// A session tells what it did once a second, and so it may be told in the next one: some are looked at together. A
// burst of a second is in as many of these sums and one more, and is nothing.
constexpr std::size_t counts_together = 3;
constexpr int failing_in_a_row = 5, counts_of_calm = 10;
// Beyond what is usual: of a hundred transactions three more, where so many are left, and a few a second.
constexpr double more_share = 0.03, of_what_is_left = 0.5, more_rollbacks = 2;
constexpr double usual_after = 900;  // seconds
constexpr std::size_t completions_kept = 60, completions_to_know = 3;
constexpr double expected_at_least = 10;  // calls
constexpr double hardly_any = 0.2;        // of what is usual
constexpr double gone_after = 3'600;      // seconds

}  // namespace

void FailureDetector::learn(double share, double rollbacks) {
  keep(usual_shares_, share, shares_kept), keep(usual_rollbacks_, rollbacks, shares_kept);
}

FailureDetector::Seen FailureDetector::see(const Moment& moment) {
  if (moment.since_counted <= 0) return {};
  keep(lately_, Counted{moment.since_counted, moment.commits, moment.rollbacks}, counts_together);
  Counted sum;
  for (auto& one : lately_) sum.seconds += one.seconds, sum.commits += one.commits, sum.rollbacks += one.rollbacks;
  auto all = sum.commits + sum.rollbacks;
  auto share = all > 0 ? sum.rollbacks / all : 0, rollbacks = sum.rollbacks / sum.seconds;
  if (usual_shares_.size() < shares_to_know) {
    learn(share, rollbacks);
    return {};
  }
  auto usual = nearly_always_below(usual_shares_);
  bool is_failing = share > usual + std::min(more_share, (1 - usual) * of_what_is_left) &&
                    rollbacks > nearly_always_below(usual_rollbacks_) + more_rollbacks;
  failing_ = is_failing ? failing_ + 1 : 0;
  calm_ = is_failing ? 0 : calm_ + 1;
  if (failing_ == 1 && !is_on_) from_ = moment.at - moment.since_counted, to_ = moment.at;
  if (is_quiet()) learn(share, rollbacks);
  Seen seen{.from = from_, .to = to_, .share = share, .usual_share = usual, .rollbacks = rollbacks};
  if (!is_on_ && failing_ >= failing_in_a_row) is_on_ = seen.has_begun = true;
  if (is_on_ && calm_ >= counts_of_calm) is_on_ = false, seen.is_over = true;
  if (is_on_ && moment.at - to_ > usual_after) {
    is_on_ = false, failing_ = 0, seen.is_usual_now = true;
    usual_shares_.clear(), usual_rollbacks_.clear();
  }
  return seen;
}

void FailureDetector::see(const Interval& interval) {
  auto seconds = std::max(interval.to - interval.from, 1e-3);
  for (auto& [shape, work] : interval.by_shape) completions_.try_emplace(shape).first->second.called_at = interval.to;
  std::erase_if(completions_, [&](auto& one) { return interval.to - one.second.called_at > gone_after; });
  for (auto& [shape, completions] : completions_) {
    auto done = interval.by_shape.find(shape);
    auto calls = done == interval.by_shape.end() ? 0 : done->second.calls;
    if (is_quiet()) {
      keep(completions.a_second, calls / seconds, completions_kept);
      completions.since = completions.calls = 0;
    } else if (interval.from >= to_) {
      completions.since += seconds, completions.calls += calls;
    }
  }
}

std::set<std::string> FailureDetector::stay_away() const {
  std::set<std::string> shapes;
  for (auto& [shape, completions] : completions_) {
    if (completions.a_second.size() < completions_to_know) continue;
    auto expected = middle(completions.a_second) * completions.since;
    if (expected >= expected_at_least && completions.calls < expected * hardly_any) shapes.insert(shape);
  }
  return shapes;
}

}  // namespace ante::watch
