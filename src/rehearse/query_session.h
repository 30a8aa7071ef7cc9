// A session in which a ghost is asked as the application would ask it: opened when it is needed, and again where a
// query broke it.
#pragma once

#include <optional>
#include <string>

#include "rehearse/new_queries.h"
#include "rehearse/refused_rows.h"

namespace ante::rehearse {

class QuerySession {
 public:
  explicit QuerySession(const Asked& asked) : asked_(asked) {}
  Result<PlanNode> plan(const std::string& text, bool verbose = false);
  Result<PlanNode> plan_of_all_partitions(const std::string& text);
  // Of a query that has been planned here.
  Result<Refusals> refusals(pg::Connection& server, const PlanNode& plan);
  // Whether its transactions are kept apart by the server itself, whatever they do.
  Result<bool> is_serializable();

 private:
  Result<void> open();
  const Asked& asked_;
  std::optional<pg::Connection> connection_;
};

}  // namespace ante::rehearse
