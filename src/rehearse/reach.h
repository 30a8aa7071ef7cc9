// How far a change reaches: queries that it cannot touch keep their plans, and are not planned a second time.
#pragma once

#include <set>

#include "rehearse/queries.h"

namespace ante::rehearse {

class Reach {
 public:
  // `unknown`: tables that the change fills, as plans name them.
  Reach(const snapshot::Snapshot& snapshot, const std::vector<StatementOutcome>& statements,
        const std::set<std::string>& unknown);
  // Whether the query may be planned, or answered, otherwise after the change. Never no where that is not known.
  bool touches(const snapshot::Shape& shape, const Result<PlanNode>& before) const;

 private:
  void add(const catalog::Difference& difference);
  bool touches(const PlanNode& plan) const;
  bool everything_ = false;      // what it does may bear on any query
  std::set<std::string> names_;  // of tables and indexes, without their schemas
  std::set<std::string> views_;
};

}  // namespace ante::rehearse
