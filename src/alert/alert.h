// What people are told of an incident while it goes on: that there is one, what did it, and that it is over. One
// incident is one alert, however much of it is seen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "incident/incident.h"

namespace ante::alert {

struct Alert {
  // changed: no incident, but what may become the cause of one.
  enum class Step { opened, explained, resolved, changed } step = Step::opened;
  std::string database, server;  // an address without its password
  double from = 0;               // of the incident, or the change: seconds since 1970, UTC; tells it from the others
  std::optional<double> to = {};
  std::string says;       // what was seen first
  std::string cause;      // "": it is not known
  std::string page = {};  // what it means and what to do: "docs/alerts/crowd.md"
};
std::string_view word(Alert::Step step);

// Follows events as they come, and says what is new.
class Follower {
 public:
  // What is told of already: the history's events.
  Follower(std::string database, std::string server, std::vector<incident::Event> before);
  std::vector<Alert> see(const std::vector<incident::Event>& events);
  // Of these, what was changed: for those who want to know of that, too.
  std::vector<Alert> changes(const std::vector<incident::Event>& events) const;

 private:
  std::vector<Alert> news();

  std::string database_, server_;
  std::vector<incident::Event> events_;  // of the last incident, and what came since
  double told_from_ = 0;                 // the last incident that was told of
  double since_ = 0, resolved_at_ = 0;   // when it began, or began again; and when it was over
  bool told_explained_ = false, told_resolved_ = true;
};

}  // namespace ante::alert
