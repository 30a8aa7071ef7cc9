// Whether transactions are rolled back beyond what is usual: refused by the server, or given up by the application. A
// statement that fails is never counted among those that were done; so what fails is told by whose completions stay
// away.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "watch/moment.h"

namespace ante::watch {

class FailureDetector {
 public:
  struct Seen {
    bool has_begun = false, is_over = false;  // with this moment
    bool is_usual_now = false;                // it has lasted for so long that it is taken for how things are
    double from = 0, to = 0;                  // it began in between, seconds since 1970
    double share = 0, usual_share = 0;        // of all transactions, those that were rolled back
    double rollbacks = 0;                     // a second
  };
  Seen see(const Moment& moment);
  void see(const Interval& interval);
  // Shapes that came to their end again and again, and hardly do any more since it began.
  std::set<std::string> stay_away() const;

 private:
  struct Counted {
    double seconds = 0, commits = 0, rollbacks = 0;
  };
  struct Completions {
    std::deque<double> a_second;  // in quiet times
    double since = 0, calls = 0;  // seconds of what is not quiet, and the calls in them
    double called_at = 0;         // at last
  };
  void learn(double share, double rollbacks);
  bool is_quiet() const { return failing_ == 0 && !is_on_; }

  std::deque<double> usual_shares_, usual_rollbacks_;
  std::deque<Counted> lately_;
  int failing_ = 0, calm_ = 0;  // counts in a row
  double from_ = 0, to_ = 0;    // of what is failing
  bool is_on_ = false;
  std::map<std::string, Completions> completions_;
};

}  // namespace ante::watch
