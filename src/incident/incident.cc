#include "incident/incident.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/text.h"
#include "base/units.h"

namespace ante::incident {
namespace {

constexpr double same_again = 120, before_it = 900;  // seconds

// Each to the incident that it is about; one that is about none is nobody's.
void give_measures(std::vector<Incident>& incidents, std::vector<Measure> measures) {
  for (auto& measure : measures) {
    auto is_of = [&](const Incident& one) {
      return measure.incident && std::ranges::find(one.events, *measure.incident, &Event::number) != one.events.end();
    };
    auto its = std::ranges::find_if(incidents, is_of);
    if (its != incidents.end()) its->measures.push_back(std::move(measure));
  }
}

}  // namespace

const Event* Incident::first(Event::Kind kind) const {
  auto found = std::ranges::find(events, kind, &Event::kind);
  return found == events.end() ? nullptr : &*found;
}

bool names_somebody(const Event& suspect) {
  return suspect.kind == Event::Kind::suspect && suspect.says != not_attributed;
}

std::vector<Incident> incidents(std::vector<Event> events) {
  auto to_be_done = measures(events);
  std::erase_if(events,
                [](auto& event) { return event.kind == Event::Kind::measure || event.kind == Event::Kind::plan; });
  // A watcher's clock may have been set back; its events stay in their order. What people said, maybe afterwards, goes
  // where its time is.
  auto is_theirs = [](auto& event) { return event.kind == Event::Kind::note || event.about == told_by_people; };
  auto theirs = std::ranges::stable_partition(events, std::not_fn(is_theirs));
  std::ranges::stable_sort(theirs, {}, &Event::at);
  std::inplace_merge(events.begin(), theirs.begin(), events.end(),
                     [](auto& one, auto& other) { return one.at < other.at; });
  std::vector<Incident> found;
  std::set<std::string> open;  // what is wrong now
  std::vector<Event> before;   // what may turn out to have been the cause
  auto is_on = [&](double at) { return !found.empty() && (!found.back().to || at - *found.back().to < same_again); };
  for (auto& event : events) {
    if (event.kind == Event::Kind::seen && !is_on(event.at)) {
      open.clear();
      found.push_back({.number = static_cast<int>(found.size()) + 1, .from = event.at, .began = event.at});
      for (auto& earlier : before)
        if (event.at - earlier.at < before_it) found.back().events.push_back(earlier);
    }
    if (event.kind == Event::Kind::change) before.push_back(event);
    if (!is_on(event.at)) continue;
    auto& incident = found.back();
    incident.events.push_back(event);
    if (event.kind == Event::Kind::seen) {
      open.insert(event.about);
      incident.to.reset();
      incident.began = std::min(incident.began, event.began.value_or(event.at));
    }
    if (names_somebody(event) && !incident.explained) incident.explained = event.at;
    if (event.kind == Event::Kind::over && open.erase(event.about) > 0 && open.empty()) incident.to = event.at;
  }
  give_measures(found, std::move(to_be_done));
  return found;
}

std::string kind_of_trouble(std::string_view about) {
  auto kind = std::ranges::find_if(kinds_of_trouble, [&](auto one) { return about.starts_with(one); });
  return kind == kinds_of_trouble.end() ? "other" : std::string(*kind);
}

std::string page_of_trouble(std::string_view about) {
  auto kind = kind_of_trouble(about);
  if (std::ranges::find(kinds_of_trouble, kind) == kinds_of_trouble.end()) return "";
  return fmt::format("docs/alerts/{}.md", replace_all(kind, " ", "-"));
}

std::vector<Event> taken_up(const std::vector<Event>& before, double last_seen, double now) {
  std::set<std::string> wrong;
  for (auto& event : before) {
    if (event.about == told_by_people) continue;  // who said that it is wrong says that it is over
    if (event.kind == Event::Kind::seen) wrong.insert(event.about);
    if (event.kind == Event::Kind::over) wrong.erase(event.about);
  }
  std::vector<Event> events;
  if (wrong.empty()) return events;
  events.push_back(
      {.at = now,
       .kind = Event::Kind::gap,
       .about = "gap",
       .says = fmt::format("nobody watched for {}", human(Millis(std::llround((now - last_seen) * 1e3))))});
  for (auto& about : wrong)
    events.push_back({.at = now,
                      .kind = Event::Kind::over,
                      .about = about,
                      .says = "when this ended nobody saw; if it is so still, it is seen anew"});
  return events;
}

}  // namespace ante::incident
