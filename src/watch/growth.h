// Whether a call of a query shape makes the server do more than it used to. Blocks are counted, and not seconds: they
// do not move with the network, the load balancer or a busy neighbour. A shape that was never seen before has no past:
// of it counts what it takes of the server, beside all that was done before it came.
#pragma once

#include <optional>
#include <set>

#include "watch/evidence.h"
#include "watch/moment.h"

namespace ante::watch {

struct Growth {
  std::string shape;
  bool is_new = false;
  double before = 0, now = 0;        // blocks a call; of a new shape there is no before
  double calls = 0;                  // a second
  double before_ms = 0, now_ms = 0;  // a call
  double from = 0, to = 0;           // it began in between, seconds since 1970
  double times() const { return before > 0 ? now / before : 0; }
};

// What of all shapes together went on as before, or did not.
struct Overall {
  double calls_before = 0, calls = 0;     // a second, of all
  double work_factor = 1, ms_factor = 1;  // a call's: in the middle of the shapes that have not grown
  int shapes = 0;                         // of which this is said
};

class GrowthDetector {
 public:
  // The shapes that have grown and have not gone back, and those that went back with this interval.
  struct Seen {
    std::vector<Growth> grown;
    std::vector<std::string> went_back;
    std::vector<std::string> new_shapes;
    Overall overall;
  };
  Seen see(const Interval& interval);
  // A shape that was there before anybody watched: what is known of it from the first reading is its past.
  void know(const std::string& shape) { known_.insert(shape); }
  // Whether it would be a new one if it were called now.
  bool would_be_new(const std::string& shape) const;
  double usual_ms(const std::string& shape) const;  // of a call, in quiet times; 0: not known

 private:
  struct Series {
    Evidence work;
    std::deque<double> ms;  // a call, in quiet times
    Work pending;           // of calls too few to say anything
    double pending_from = 0;
    std::optional<Growth> grown;
    int quiet = 0;  // intervals since it went back
    double quiet_since = 0;
    bool is_new = false;
    double called_at = 0, first_at = 0;
    double calm_at = 0, stirred_at = 0;  // the end of the last interval in which it was calm, and of the next one
  };
  static bool is_over(Series& series, bool is_back, const Interval& interval);

  std::map<std::string, Series> series_;
  std::set<std::string> known_;
  std::deque<double> total_calls_, total_blocks_;  // a second, in intervals in which nothing had grown
  int intervals_ = 0;
  double began_ = 0;
  bool knows_the_shapes_ = false;  // so that one that it does not know is a new one
};

}  // namespace ante::watch
