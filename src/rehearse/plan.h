// A plan as a small tree: what each node does, and what the planner thinks it costs.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pg/connection.h"

namespace ante::rehearse {

struct PlanNode {
  std::string what;        // "Index Scan using submission_pkey on submission"
  std::string conditions;  // "index: (id = $1); filter: …"; "" where it has none
  std::string relation, index, type;
  std::string schema, alias;        // the schema where it was asked for verbosely
  std::string found_by, filter;     // what leads to its rows in an index, and what is asked of each of them
  std::vector<std::string> output;  // what it hands on, where it was asked for verbosely
  std::string joined_by;            // what two rows that are joined must have in common
  std::string once;                 // asked once, before any row
  std::string subplan, common;      // "InitPlan 1 (returns $0)", "CTE f" of a plan within a plan; the CTE that it reads
  bool over_conflicts = false;      // INSERT … ON CONFLICT
  std::vector<std::string> judges;  // the indexes that say what a conflict is, where it names a key
  int workers = 0;                  // that share the work below it
  int removed = 0;                  // partitions that it leaves out
  double cost = 0, rows = 0;
  // At the top of a plan: whether types of parameters are assumed, and the columns of the answer.
  bool types_assumed = false;
  std::vector<pg::Column> answer = {};
  std::vector<PlanNode> children;
};

// From what EXPLAIN (FORMAT JSON) says.
Result<PlanNode> read_plan(std::string_view json);

// Of an INSERT, where its rows come from; nullptr where it is none.
const PlanNode* rows_of_insert(const PlanNode& plan);

// The first scan of one of these tables; nullptr where there is none.
const PlanNode* scan_of(const PlanNode& plan, const std::set<std::string>& tables);

// Node for node the same work: costs and row counts do not count.
bool same_plan(const PlanNode& a, const PlanNode& b);

// The nodes of a plan that another does not have, from the top, "what, conditions".
std::vector<std::string> nodes_only_in(const PlanNode& plan, const PlanNode& other);

}  // namespace ante::rehearse
