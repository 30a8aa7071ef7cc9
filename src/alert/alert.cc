#include "alert/alert.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace ante::alert {
namespace {

using incident::Event;

// What may belong to an incident that is to come is not older.
constexpr double may_belong = 3'600;  // seconds

// Since that time: what began again has another beginning, and maybe another cause.
struct Told {
  std::string says, cause, page;
};
Told told_since(const incident::Incident& incident, double since) {
  Told told;
  for (auto& event : incident.events) {
    if (event.at < since) continue;
    if (event.kind == Event::Kind::seen && told.says.empty())
      told.says = event.says, told.page = incident::page_of_trouble(event.about);
    if (incident::names_somebody(event) && told.cause.empty()) told.cause = event.says;
  }
  return told;
}

// What people open and close they tell one another.
std::vector<Event> without_theirs(std::vector<Event> events) {
  std::erase_if(events, [](auto& event) { return event.about == incident::told_by_people; });
  return events;
}

}  // namespace

std::string_view word(Alert::Step step) {
  switch (step) {
    case Alert::Step::opened:
      return "opened";
    case Alert::Step::explained:
      return "explained";
    case Alert::Step::resolved:
      return "resolved";
    case Alert::Step::changed:
      return "changed";
  }
  return "";
}

Follower::Follower(std::string database, std::string server, std::vector<Event> before)
    : database_(std::move(database)), server_(std::move(server)), events_(without_theirs(std::move(before))) {
  (void)news();
}

std::vector<Alert> Follower::see(const std::vector<Event>& events) {
  std::ranges::copy_if(events, std::back_inserter(events_),
                       [](auto& event) { return event.about != incident::told_by_people; });
  return news();
}

std::vector<Alert> Follower::changes(const std::vector<Event>& events) const {
  std::vector<Alert> changes;
  for (auto& event : events)
    if (event.kind == Event::Kind::change)
      changes.push_back({.step = Alert::Step::changed,
                         .database = database_,
                         .server = server_,
                         .from = event.began.value_or(event.at),
                         .to = event.at,
                         .says = event.says,
                         .cause = join(event.shown, "; ")});
  return changes;
}

std::vector<Alert> Follower::news() {
  auto all = incident::incidents(events_);
  std::vector<Alert> alerts;
  for (auto& incident : all) {
    if (incident.from < told_from_) continue;
    bool is_another = incident.from > told_from_;
    // What was over and has begun again is told of as if it were new.
    bool begins = is_another || (told_resolved_ && !incident.to);
    if (begins) since_ = is_another ? incident.from : resolved_at_;
    auto told = told_since(incident, since_);
    Alert alert{.database = database_,
                .server = server_,
                .from = incident.from,
                .to = incident.to,
                .says = told.says,
                .cause = told.cause,
                .page = told.page};
    auto tell = [&](Alert::Step step) {
      alert.step = step;
      alerts.push_back(alert);
    };
    if (begins) {
      tell(Alert::Step::opened);
      told_explained_ = told_resolved_ = false;
    }
    told_from_ = incident.from;
    if (!alert.cause.empty() && !std::exchange(told_explained_, true)) tell(Alert::Step::explained);
    if (!incident.to || std::exchange(told_resolved_, true)) continue;
    tell(Alert::Step::resolved);
    resolved_at_ = *incident.to;
  }
  // Of an incident all is kept as long as it may go on: a part of it would be another one.
  auto last = events_.empty() ? 0 : events_.back().at;
  bool is_past = told_resolved_ && last - resolved_at_ > may_belong;
  std::erase_if(events_,
                [&](auto& event) { return event.at < (is_past ? last : std::min(last, told_from_)) - may_belong; });
  return alerts;
}

}  // namespace ante::alert
