#include "incident/calendar.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/units.h"
#include "incident/measure.h"

namespace ante::incident {
namespace {

constexpr double until_the_next_day = 86'400;
constexpr std::string_view it_begins = "from ", it_ends = "to ", its_author = "by ", is_called_off = "called off ";

// What cannot be read was at no time that is to come.
double moment_in(const Event& event, std::string_view words) {
  return read_moment(shown_after(event, words), 0).value_or(0);
}

void mark_what_is_together(std::vector<Appointment>& all) {
  for (auto& one : all)
    for (auto& other : all) {
      bool both_are_plans = one.kind == Appointment::Kind::plan && other.kind == Appointment::Kind::plan;
      if (both_are_plans && one.number != other.number && one.from < other.to && other.from < one.to)
        one.together_with.push_back(other.number);
    }
}

}  // namespace

std::string_view word(Appointment::Kind kind) {
  return kind == Appointment::Kind::plan ? "plan" : kind == Appointment::Kind::measure ? "measure" : "kept";
}

Event planned(const Appointment& plan) {
  Event event{.at = plan.said, .kind = Event::Kind::plan, .about = "plan", .says = plan.says};
  event.shown = {fmt::format("{}{}", it_begins, moment_text(plan.from)),
                 fmt::format("{}{}", it_ends, moment_text(plan.to))};
  if (!plan.who.empty()) event.shown.push_back(fmt::format("{}{}", its_author, plan.who));
  return event;
}

Event called_off(const Appointment& plan, const std::string& why, const std::string& by, double at) {
  Event event{
      .at = at, .kind = Event::Kind::plan, .about = fmt::format("{}{}", is_called_off, plan.number), .says = why};
  if (!by.empty()) event.shown.push_back(fmt::format("{}{}", its_author, by));
  return event;
}

std::vector<Appointment> plans(const std::vector<Event>& events) {
  std::vector<Appointment> all;
  for (auto& event : events) {
    if (event.kind != Event::Kind::plan) continue;
    if (!event.about.starts_with(is_called_off)) {
      all.push_back({.number = event.number,
                     .said = event.at,
                     .from = moment_in(event, it_begins),
                     .to = moment_in(event, it_ends),
                     .says = event.says,
                     .who = shown_after(event, its_author)});
      continue;
    }
    for (auto& plan : all)
      if (event.about.substr(is_called_off.size()) == std::to_string(plan.number)) plan.called_off = true;
  }
  return all;
}

std::vector<Appointment> calendar(const std::vector<Event>& events, std::vector<Appointment> others, double now) {
  auto all = plans(events);
  std::erase_if(all, [&](auto& plan) { return plan.called_off || plan.to <= now; });
  for (auto& measure : measures(events))
    if (measure.state == Measure::State::open)
      all.push_back({.kind = Appointment::Kind::measure,
                     .number = measure.number,
                     .said = measure.at,
                     .from = measure.due,
                     .to = measure.due + until_the_next_day,
                     .says = measure.says,
                     .who = measure.owner});
  all.insert(all.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  std::ranges::stable_sort(all, {}, &Appointment::from);
  mark_what_is_together(all);
  return all;
}

Result<double> read_moment_to_come(const std::string& text, double now) {
  auto at = TRY(read_moment(text, now));
  bool is_a_time_of_day = !contains(text, "-");
  return is_a_time_of_day ? at + until_the_next_day : at;
}

std::string moment_text(double at) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

}  // namespace ante::incident
