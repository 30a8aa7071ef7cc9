// What was counted before an incident and in it: how many were at work, and what each query did. Its impact is told
// from these, and its picture is drawn from them. What was not counted is not known, and is never taken for nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "incident/incident.h"

namespace ante::incident {

struct Span {
  double from = 0, to = 0;  // seconds since 1970
};

// What a query did in an interval, or in some together.
struct Done {
  double calls = 0, ms = 0, rows = 0;

  double ms_a_call() const { return calls > 0 ? ms / calls : 0; }
  Done& operator+=(const Done& other) {
    calls += other.calls, ms += other.ms, rows += other.rows;
    return *this;
  }
};

// What all queries did, as far as it was counted.
struct Counted {
  struct Query {
    std::string text;
    Done done;
  };
  Span over;           // of the intervals that were counted, from the first to the last
  double seconds = 0;  // all of these together; 0: nothing was counted
  std::map<std::string, Query> by_shape;

  Done all() const;
};

// What one query did, interval by interval.
struct Course {
  struct Step {
    Span over;
    Done done;
  };
  std::string shape, text;
  std::vector<Step> steps;  // where it was not called, too, as long as others were counted
};

struct Figures {
  double last_seen = 0;      // when there was a look, at last
  std::vector<Pulse> pulse;  // of all that the picture shows
  Counted before, meanwhile;
  std::vector<Course> worst;  // of the queries that were struck most, for the picture
};

// What a picture of it shows: a while before and a while after it.
Span shown_of(const Incident& incident, double last_seen);
// When it did harm: from when it may have begun until it was over, or as long as anything is known of it.
Span harm_of(const Incident& incident, double last_seen);

// A query that did not do in the incident what it did before.
struct Struck {
  std::string shape, text;
  Done before = {}, meanwhile = {};  // before it: in as long a time
  double more_ms = 0;                // its calls took so much more, all together, than they would have before
  double fewer_calls = 0;            // than before came to their end; less than 0: more did
  bool is_new = false;               // it was not called before
  bool is_slower = false;            // or is new, and took its time
  bool is_missing = false;           // half of its calls or more did not come to their end, or were not made
  bool is_repeated = false;          // it was called twice as often, or more
};
// Those whom it struck, the worst first. Nobody, where too little is known of what was before.
std::vector<Struck> struck(const Counted& before, const Counted& meanwhile);
bool tells_the_usual(const Counted& before);  // well enough to be compared with

// The shapes to be drawn: those that were said to be what was wrong, and then those that were struck most.
std::vector<std::string> worst(const Incident& incident, const Counted& before, const Counted& meanwhile);

}  // namespace ante::incident
