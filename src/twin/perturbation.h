// A ghost with other statistics than ANALYZE left it, for a moment: statistics are a sample's, and were right some time
// ago.
#pragma once

#include "twin/ghost.h"

namespace ante::twin {

class Perturbation {
 public:
  // Every table with `rows` times as many rows, every column with `values` times as many different values.
  static Result<Perturbation> of(const Ghost& ghost, double rows, double values);
  // As it was.
  Result<void> end();

 private:
  explicit Perturbation(pg::Connection server) : server_(std::move(server)) {}
  pg::Connection server_;
};

}  // namespace ante::twin
