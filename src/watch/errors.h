// Whether errors of one kind come beyond what is usual, second by second; and of some a single one is too many.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "watch/log_meaning.h"

namespace ante::watch {

class ErrorDetector {
 public:
  struct Begun {
    std::string what;
    double from = 0, to = 0;  // it began in between, seconds since 1970
    int count = 0;            // so many, in so many seconds
    double seconds = 0, usual = 0;
    std::vector<std::pair<std::string, int>> by_shape = {};  // whose they are, the most first; only of known shapes
  };
  struct Seen {
    std::vector<Begun> begun;
    std::vector<std::string> over, usual_now;
  };
  Seen see(const LogLines& lines);

 private:
  struct Look {
    double from = 0, to = 0;
    int count = 0;
    std::map<std::string, int> by_shape = {};
  };
  struct Kind {
    std::deque<Look> lately = {};
    std::deque<double> usual = {};  // how many were in lately, in quiet times
    bool is_on = false;
    int calm = 0;  // looks in a row
    double to = 0, last_at = 0;
    int count() const;
    int looks_with_some() const;
    double most_usual() const;
    bool is_beyond(double usual_ones) const;
  };
  static Begun begun(const std::string& what, const Kind& kind);
  Kind& kind_of(const std::string& what);

  std::map<std::string, Kind> kinds_;
  std::size_t looks_ = 0;
};

}  // namespace ante::watch
