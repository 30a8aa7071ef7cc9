// What was seen, said or done, each with its number and its time: what the history keeps, what an incident is made of,
// and what every sentence of a postmortem refers to. An event is never changed, and never goes before its time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ante::incident {

struct Event {
  enum class Kind {
    change,   // somebody changed something: the schema, a setting, the application
    seen,     // something is wrong from now on
    over,     // it is so no more
    suspect,  // what did it, as far as is known
    not_it,   // what did not, and why
    gap,      // for a while nothing could be seen
    warning,  // nothing is wrong yet, and will be if nobody does something; it is over as what is wrong is
    note,     // what somebody says
    measure,  // what is to be done so that it does not come again, and what became of that (measure.h)
    plan      // what somebody is going to do, and when; or that it is called off (calendar.h)
  };
  std::int64_t number = 0;  // the history's
  double at = 0;            // seconds since 1970, UTC
  Kind kind = Kind::note;
  // What it is about. What is wrong has a name of its own ("lock queue 4711"), and what is said of it has the same.
  std::string about;
  std::string says;                     // a sentence
  std::vector<std::string> shown = {};  // its evidence, a sentence with a figure each
  std::optional<double> began = {};     // of what is wrong: not before that, as far as can be told from what was seen
};

std::string_view word(Event::Kind kind);
std::optional<Event::Kind> event_kind(std::string_view word);

}  // namespace ante::incident
