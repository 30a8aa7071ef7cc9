#include "alert/alert.h"

#include <algorithm>
#include <utility>

namespace ante::alert {
namespace {

using incident::Event;

// What may belong to an incident that is to come is not older.
constexpr double may_belong = 3'600;  // seconds

std::string cause_of(const incident::Incident& incident) {
  auto named = std::ranges::find_if(incident.events, incident::names_somebody);
  return named == incident.events.end() ? "" : named->says;
}

}  // namespace

std::string_view word(Alert::Step step) {
  return step == Alert::Step::opened ? "opened" : step == Alert::Step::explained ? "explained" : "resolved";
}

Follower::Follower(std::string database, std::string server, std::vector<Event> before)
    : database_(std::move(database)), server_(std::move(server)), events_(std::move(before)) {
  (void)news();
}

std::vector<Alert> Follower::see(const std::vector<Event>& events) {
  events_.insert(events_.end(), events.begin(), events.end());
  return news();
}

std::vector<Alert> Follower::news() {
  auto all = incident::incidents(events_);
  std::vector<Alert> alerts;
  for (auto& incident : all) {
    if (incident.from < told_from_) continue;
    Alert alert{.database = database_,
                .server = server_,
                .from = incident.from,
                .to = incident.to,
                .says = incident.first(Event::Kind::seen)->says,
                .cause = cause_of(incident)};
    auto tell = [&](Alert::Step step) {
      alert.step = step;
      alerts.push_back(alert);
    };
    bool is_another = incident.from > told_from_;
    // What was over and has begun again is told of as if it were new.
    if (is_another || (told_resolved_ && !incident.to)) {
      tell(Alert::Step::opened);
      told_explained_ = told_resolved_ = false;
    }
    told_from_ = incident.from;
    if (!alert.cause.empty() && !std::exchange(told_explained_, true)) tell(Alert::Step::explained);
    if (incident.to && !std::exchange(told_resolved_, true)) tell(Alert::Step::resolved);
  }
  // Of the last incident all is kept: a part of it would be another one.
  if (!events_.empty()) {
    auto needed = std::min(events_.back().at, told_from_) - may_belong;
    std::erase_if(events_, [&](auto& event) { return event.at < needed; });
  }
  return alerts;
}

}  // namespace ante::alert
