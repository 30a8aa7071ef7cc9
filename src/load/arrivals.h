// Who wants what, and when: decided from the seed alone. However slowly a server answers, people come as they would
// have come, so that what they wait is what is measured.
#pragma once

#include <queue>
#include <vector>

#include "load/app.h"

namespace ante::load {

struct Arrival {
  double at = 0;  // seconds from the beginning
  int endpoint = 0;
  std::int64_t user = 0;  // 0 is nobody
};

class Arrivals {
 public:
  // `rate` actions a second, `every` of a clock apart, which only one of several drivers plays; from this second on.
  Arrivals(const App& app, double rate, std::uint64_t seed, bool plays_clock, double from = 0);

  // The next one, without taking it.
  const Arrival& next() const { return next_; }
  Arrival take();

 private:
  struct Event {
    double at;
    enum class Kind { visit, action, outsider, clock } kind;
    int endpoint = 0;
    std::int64_t user = 0;
    bool operator>(const Event& other) const { return at > other.at; }
  };
  void step();
  void go_on(const Event& event);
  int choose(const std::vector<int>& endpoints);
  double wait(double mean);

  const App& app_;
  double from_;
  Chance chance_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<int> first_, later_;  // what a visit begins with, and what it goes on with
  double visits_ = 0;               // a second
  std::vector<double> outsiders_;   // a second, by endpoint
  Arrival next_;
};

}  // namespace ante::load
