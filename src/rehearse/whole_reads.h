// What a plan reads from end to end, to keep few of its rows.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rehearse/rehearsal.h"

namespace ante::rehearse {

struct TableSize {
  std::string table;  // as SQL writes it
  std::string root;   // the partitioned table that it is a part of, or itself
  double rows = 0;
  Bytes bytes = {};
};
// By schema and name, without quotes.
using TableSizes = std::map<std::pair<std::string, std::string>, TableSize>;

// As the planner takes them on this server.
Result<TableSizes> table_sizes(pg::Connection& ghost);

struct Reading {
  const TableSizes& sizes;
  const std::set<std::string>& as_today;  // scans that the traffic does already, see scans_of
  bool one_part = false;                  // of a partitioned table: which one, only the execution says
};
// `verbose` is the plan with schemas, and `plain` the same plan without.
std::vector<WholeRead> whole_reads(const PlanNode& verbose, const PlanNode& plain, const Reading& reading);

// "(s.file_name = $1)" of the alias s is "(file_name = $1)".
std::string without_alias(std::string filter, const std::string& alias);

// The scans of whole tables in a plan, by table and filter.
void scans_of(const PlanNode& plain, std::set<std::string>& scans);

}  // namespace ante::rehearse
