// Whether the plan of a query turned, as auto_explain has it in the server's log. A query that has now this plan and
// now that one, by its values, has not turned.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "watch/log_meaning.h"

namespace ante::watch {

class PlanTurns {
 public:
  struct Turn {
    std::string shape, was, is;  // the first node that is another one
    double before_ms = 0, now_ms = 0;
    double from = 0, to = 0;  // it turned in between, seconds since 1970
  };
  std::vector<Turn> see(const LogLines& lines);

 private:
  using Nodes = std::vector<std::string>;
  struct Plan {
    Nodes nodes = {};
    std::deque<double> ms = {};
    double from = 0, to = 0;  // when it was seen first, and last
  };
  struct Plans {
    Plan now = {}, next = {};     // the next one is not sure yet
    std::set<Nodes> others = {};  // those of other values
  };
  std::map<std::string, Plans> by_shape_;
};

}  // namespace ante::watch
