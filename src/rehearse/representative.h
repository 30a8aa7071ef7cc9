// Values that stand for what an application asks with: the plan that serves any value says nothing of the one that
// serves the rare ones, nor of an index that holds only the rows with one of them.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rehearse/plan.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// One value for each of a query's parameters, as a literal.
struct Choice {
  std::string label;  // "the most common values"
  std::vector<std::string> values;
};

class Representatives {
 public:
  explicit Representatives(const snapshot::Snapshot& snapshot);
  // From the columns that the plan compares the parameters with. None where there are no such parameters, or where of
  // one of them no value is known.
  std::vector<Choice> of(const std::string& text, const PlanNode& plan) const;

 private:
  struct Known {
    std::string common, middle, rare, low, high;
    std::vector<std::pair<std::string, std::string>> of_index;  // that it is kept for, and the value
  };
  void collect(const PlanNode& plan, std::string relation, std::vector<const Known*>& parameters, bool& unknown) const;
  std::map<std::pair<std::string, std::string>, Known> known_;  // by a table's name without its schema, and a column's
};

}  // namespace ante::rehearse
