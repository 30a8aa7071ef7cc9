#include "watch/growth.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "watch/middle.h"

namespace ante::watch {
namespace {

// A shape that stays as it is would be taken for a grown one once in so many values: two that are far out are not
// enough.
constexpr double enough_evidence = 1e8;
constexpr double grown_by = 1.3, back_within = 1.2;
constexpr int quiet_intervals = 3;
constexpr double quiet_seconds = 20, forgotten_after = 8 * 86'400;
constexpr double least_calls = 3, pending_at_most = 60;  // calls; seconds
// A shape that takes less than this of the server is nobody's trouble, whatever it did before: a second.
constexpr double blocks_that_matter = 1'000, ms_that_matter = 20;
constexpr double new_shape_takes = 0.5;  // of all that was done before it came
// What is called now and then is not seen at once.
constexpr int intervals_to_know = 3;
constexpr double seconds_to_know = 15, new_for_so_long = 300;
constexpr std::size_t values_kept = 60;

}  // namespace

double GrowthDetector::usual_ms(const std::string& shape) const {
  auto known = series_.find(shape);
  return known == series_.end() ? 0 : middle(known->second.ms);
}

bool GrowthDetector::would_be_new(const std::string& shape) const {
  return knows_the_shapes_ && !series_.contains(shape) && !known_.contains(shape);
}

bool GrowthDetector::is_over(Series& series, bool is_back, const Interval& interval) {
  if (series.quiet == 0) series.quiet_since = interval.from;
  series.quiet = is_back ? series.quiet + 1 : 0;
  if (series.quiet < quiet_intervals || interval.to - series.quiet_since < quiet_seconds) return false;
  series.grown.reset(), series.quiet = 0;
  return true;
}

GrowthDetector::Seen GrowthDetector::see(const Interval& interval) {
  Seen seen;
  auto seconds = std::max(interval.to - interval.from, 1e-3);
  if (intervals_ == 0) began_ = interval.from;
  knows_the_shapes_ = ++intervals_ > intervals_to_know && interval.from - began_ > seconds_to_know;
  double calls = 0, blocks = 0;
  for (auto& [shape, work] : interval.by_shape) calls += work.calls, blocks += work.blocks;
  auto usual_blocks = middle(total_blocks_);
  std::deque<double> work_factors, ms_factors;

  for (auto& [shape, work] : interval.by_shape) {
    if (work.calls <= 0) continue;
    auto [place, first] = series_.try_emplace(shape);
    auto& series = place->second;
    series.called_at = interval.to;
    if (first) {
      series.is_new = knows_the_shapes_ && !known_.contains(shape);
      series.first_at = interval.to;
      if (series.is_new) seen.new_shapes.push_back(shape);
    }
    if (series.pending.calls == 0) series.pending_from = interval.from;
    series.pending += work;
    if (series.pending.calls < least_calls && interval.to - series.pending_from < pending_at_most) continue;
    auto of = std::exchange(series.pending, {});
    auto from = std::exchange(series.pending_from, interval.to);
    auto span = std::max(interval.to - from, 1e-3);
    auto per_call = of.blocks / of.calls, ms = of.ms / of.calls;

    series.work.see(std::log1p(per_call));
    if (series.work.is_calm())
      series.calm_at = interval.to, series.stirred_at = 0;
    else if (series.stirred_at == 0)
      series.stirred_at = interval.to;
    bool knows = series.work.knows();
    auto rise = knows ? series.work.rise() : 0;
    auto usual = knows ? std::expm1(series.work.usual()) : 0;
    // Beyond what these calls used to take.
    auto more_blocks = (per_call - usual) * of.calls / span, more_ms = (ms - middle(series.ms)) * of.calls / span;
    bool matters = more_blocks > blocks_that_matter && more_ms > ms_that_matter;
    bool is_grown = knows && series.work.sum() > enough_evidence && rise > std::log(grown_by) && matters;
    bool is_heavy = series.is_new && interval.to - series.first_at < new_for_so_long && !knows &&
                    !total_blocks_.empty() && matters && more_blocks > new_shape_takes * usual_blocks;
    if (!series.grown && (is_grown || is_heavy)) {
      series.grown = Growth{.shape = shape, .is_new = !is_grown, .before = usual, .before_ms = middle(series.ms)};
      series.grown->from = is_grown ? series.calm_at : from;
      series.grown->to = is_grown ? series.stirred_at : interval.to;
    }
    if (series.grown) {
      auto& grown = *series.grown;
      grown.now = per_call, grown.now_ms = ms, grown.calls = of.calls / span;
      bool is_back = grown.is_new ? of.blocks / span < blocks_that_matter : rise < std::log(back_within);
      if (is_over(series, is_back, interval)) seen.went_back.push_back(shape);
    } else if (knows) {
      work_factors.push_back(std::exp(rise));
      if (!series.ms.empty()) ms_factors.push_back(ms / std::max(1e-6, middle(series.ms)));
    }
    if (!series.grown && series.work.sum() < enough_evidence) keep(series.ms, ms, values_kept);
  }
  // Whoever stopped being called has gone back too: nothing of it hurts any more.
  for (auto& [shape, series] : series_) {
    if (!series.grown) continue;
    if (!interval.by_shape.contains(shape) && is_over(series, true, interval))
      seen.went_back.push_back(shape);
    else
      seen.grown.push_back(*series.grown);
  }
  std::erase_if(series_, [&](auto& one) { return interval.to - one.second.called_at > forgotten_after; });
  std::ranges::stable_sort(seen.grown, std::greater<>(), [](auto& g) { return (g.now - g.before) * g.calls; });

  seen.overall = {.calls_before = total_calls_.empty() ? calls / seconds : middle(total_calls_),
                  .calls = calls / seconds,
                  .shapes = static_cast<int>(work_factors.size())};
  if (!work_factors.empty()) seen.overall.work_factor = middle(work_factors);
  if (!ms_factors.empty()) seen.overall.ms_factor = middle(ms_factors);
  if (seen.grown.empty())
    keep(total_calls_, calls / seconds, values_kept), keep(total_blocks_, blocks / seconds, values_kept);
  return seen;
}

}  // namespace ante::watch
