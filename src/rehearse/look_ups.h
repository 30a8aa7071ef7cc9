// What a plan looks up in a table before it inserts into it, and lets decide whether it does.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rehearse/missing_index.h"
#include "rehearse/whole_reads.h"

namespace ante::rehearse {

// A table by its schema and its name, without quotes.
using TableName = std::pair<std::string, std::string>;

struct LookUps {
  const TableSizes& sizes;
  TableName table;
  std::set<std::string, std::less<>> columns;  // as SQL writes them
  std::set<std::string> always_given;          // those that are NOT NULL

  // Below an INSERT: where a row is inserted if none is found (NOT EXISTS, NOT IN, an outer join that must fail, a
  // count of none). Of each scan that looks for it what it asks.
  std::vector<Conditions> that_must_fail(const PlanNode& plan) const;
  // What a query of its own asks of the table.
  std::vector<Conditions> of_query(const PlanNode& plan) const;
};

// The INSERTs in a plan, its own and those of its CTEs.
std::vector<const PlanNode*> inserts_in(const PlanNode& plan);

}  // namespace ante::rehearse
