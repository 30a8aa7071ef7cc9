// An incident: what was wrong at one time, from the first that was seen of it until all of it was over, with all that
// is known of it. It is made of events alone, so that whoever reads the history makes the same of it.
#pragma once

#include <array>

#include "incident/event.h"
#include "incident/measure.h"

namespace ante::incident {

struct Incident {
  int number = 0;                        // in its history, from 1
  double from = 0;                       // when it was first seen, seconds since 1970
  double began = 0;                      // not before that
  std::optional<double> to = {};         // when all was over; not yet
  std::optional<double> explained = {};  // when it was first said what did it
  std::vector<Event> events = {};        // and what came before it, as far as it may have been the cause
  std::vector<Measure> measures = {};    // so that it does not come again

  // The first event of a kind; nullptr where there is none.
  const Event* first(Event::Kind kind) const;
};

// How a database was at one moment.
struct Pulse {
  double at = 0;                         // seconds since 1970
  std::int64_t active = 0, waiting = 0;  // sessions at work, and of them in line for a lock
};

// Of all events of a history, in the order of their times. What begins again soon after it was over belongs to the same
// incident.
std::vector<Incident> incidents(std::vector<Event> events);

// What is to be said first by whoever goes on with a history in which something is wrong: that nobody saw what became
// of it. What is wrong still is seen again.
std::vector<Event> taken_up(const std::vector<Event>& before, double last_seen, double now);

// Whether it says what did it, or only that this could not be told.
bool names_somebody(const Event& suspect);

inline constexpr const char* not_attributed = "not attributed";
// What may be wrong, and what is warned of, by the first words of what it is about.
inline constexpr std::array<std::string_view, 8> kinds_of_trouble{
    "lock queue", "crowd", "failures", "errors", "work", "unreachable", "invalid index", "limit"};
std::string kind_of_trouble(std::string_view about);  // "other" where it is none of them
// The page that says what it means and what to do, beside the README: "docs/alerts/lock-queue.md"; "" where there is
// none.
std::string page_of_trouble(std::string_view about);

// What something is about that people say is wrong.
inline constexpr const char* told_by_people = "told by people";
// What a note is shown by in which somebody says whom it met: "affected: 1,200 customers".
inline constexpr const char* affected = "affected: ";
// What a change is about that somebody told of, and nobody saw.
inline constexpr const char* marked = "mark";
// How lines begin in which the mark of a shipment says what was predicted, and what was seen.
inline constexpr std::string_view predicted = "predicted: ", observed = "observed: ";

}  // namespace ante::incident
