#include "incident/figures.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ante::incident {
namespace {

constexpr double around = 0.2, least_around = 30;  // of the incident's length; seconds
constexpr double enough_before = 10;               // seconds that were counted
constexpr double slower_by = 1.5, ms_that_hurt = 1'000;
constexpr double calls_that_count = 20, missing_share = 0.5, repeated_by = 2;
constexpr std::size_t drawn_at_most = 3;
constexpr std::string_view work_of = "work of ";

double known_until(const Incident& incident, double last_seen) {
  auto last_event = incident.events.empty() ? incident.from : incident.events.back().at;
  return incident.to.value_or(std::max({incident.from, last_event, last_seen}));
}

// Before it: what it would have done in as long a time.
Struck compared(const std::string& shape, const Counted::Query* before, const Counted::Query* meanwhile, double times) {
  Struck one{.shape = shape, .text = meanwhile ? meanwhile->text : before->text};
  if (before) one.before = {before->done.calls * times, before->done.ms * times, before->done.rows * times};
  if (meanwhile) one.meanwhile = meanwhile->done;
  one.is_new = one.before.calls == 0;
  one.more_ms = (one.meanwhile.ms_a_call() - one.before.ms_a_call()) * one.meanwhile.calls;
  one.fewer_calls = one.before.calls - one.meanwhile.calls;
  one.is_slower =
      one.more_ms >= ms_that_hurt && (one.is_new || one.meanwhile.ms_a_call() > one.before.ms_a_call() * slower_by);
  one.is_missing =
      one.before.calls >= calls_that_count && one.meanwhile.calls <= one.before.calls * (1 - missing_share);
  one.is_repeated =
      !one.is_new && one.meanwhile.calls >= calls_that_count && one.meanwhile.calls >= one.before.calls * repeated_by;
  return one;
}

}  // namespace

Done Counted::all() const {
  Done all;
  for (auto& [shape, query] : by_shape) all += query.done;
  return all;
}

Span shown_of(const Incident& incident, double last_seen) {
  auto last = known_until(incident, last_seen);
  auto first = incident.events.empty() ? incident.from : std::min(incident.from, incident.events.front().at);
  auto more = std::max(least_around, (last - first) * around);
  return {first - more, last + more};
}

Span harm_of(const Incident& incident, double last_seen) { return {incident.began, known_until(incident, last_seen)}; }

bool tells_the_usual(const Counted& before) { return before.seconds >= enough_before; }

std::vector<Struck> struck(const Counted& before, const Counted& meanwhile) {
  std::vector<Struck> all;
  if (!tells_the_usual(before) || meanwhile.seconds <= 0) return all;
  auto times = meanwhile.seconds / before.seconds;
  auto add = [&](const std::string& shape, const Counted::Query* earlier, const Counted::Query* now) {
    auto one = compared(shape, earlier, now, times);
    if (one.is_slower || one.is_missing || one.is_repeated) all.push_back(std::move(one));
  };
  for (auto& [shape, query] : meanwhile.by_shape) {
    auto known = before.by_shape.find(shape);
    add(shape, known == before.by_shape.end() ? nullptr : &known->second, &query);
  }
  for (auto& [shape, query] : before.by_shape)
    if (!meanwhile.by_shape.contains(shape)) add(shape, &query, nullptr);
  // Times and calls are no one unit: each counts by its share of all that changed.
  double ms = 1e-9, calls = 1e-9;
  for (auto& one : all) ms += std::abs(one.more_ms), calls += std::abs(one.fewer_calls);
  auto share = [&](const Struck& one) {
    return std::max(std::abs(one.more_ms) / ms, std::abs(one.fewer_calls) / calls);
  };
  std::ranges::stable_sort(all, std::greater<>(), share);
  return all;
}

std::vector<std::string> worst(const Incident& incident, const Counted& before, const Counted& meanwhile) {
  std::vector<std::string> shapes;
  auto add = [&](std::string shape) {
    if (shapes.size() < drawn_at_most && std::ranges::find(shapes, shape) == shapes.end())
      shapes.push_back(std::move(shape));
  };
  for (auto& event : incident.events)
    if (event.kind == Event::Kind::seen && event.about.starts_with(work_of)) add(event.about.substr(work_of.size()));
  for (auto& one : struck(before, meanwhile)) add(one.shape);
  return shapes;
}

}  // namespace ante::incident
