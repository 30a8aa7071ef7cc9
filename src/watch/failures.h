// Whether people are refused: transactions that are rolled back, beyond what is usual. A statement that fails is never
// counted among those that were done; so what fails is told by whose completions stay away meanwhile.
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
    double since = 0;                         // seconds since 1970
    double share = 0, usual_share = 0;        // of all transactions, those that were rolled back
    double rollbacks = 0;                     // a second
  };
  Seen see(const Moment& moment);
  void see(const Interval& interval);
  // Shapes that came to their end again and again, and hardly do any more.
  std::set<std::string> stay_away() const;

 private:
  struct Usual {
    std::deque<double> shares, rollbacks;
  };
  struct Completions {
    std::deque<double> a_second;  // in quiet times
    double now = 0;
  };
  struct Counted {
    double seconds = 0, commits = 0, rollbacks = 0;
  };
  Usual usual_;
  std::deque<Counted> lately_;
  int failing_ = 0, calm_ = 0;  // moments in a row
  double failing_since_ = 0;
  bool is_on_ = false;
  std::map<std::string, Completions> completions_;
};

}  // namespace ante::watch
