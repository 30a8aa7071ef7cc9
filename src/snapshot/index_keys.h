// B-tree indexes as the parts that look into them need them: their keys written as SQL that sorts as they do.
#pragma once

#include "pg/connection.h"
#include "snapshot/reading.h"

namespace ante::snapshot {

struct BTree {
  std::int64_t oid = 0;
  std::string name, table;
  bool readable = false;  // the role may ask for its keys now: SELECT, no row security, no ACCESS EXCLUSIVE lock
  bool valid = false;
  bool partial = false;
  bool foreign_code = false;  // a key calls a function of the database's own
  std::int64_t blocks = 0;
  std::string where;                 // " WHERE predicate" of a partial index
  std::string order_by;              // all keys, with operators, collations and the place of NULLs
  std::string first_key;             // the first one's expression, with its collation
  std::string first_up, first_down;  // the operators that sort by it: OPERATOR(pg_catalog.<)
  std::string first_type;
  bool walked = false;  // the planner was seen to take this index for its order
};

inline constexpr std::int64_t one_page_tree = 2;  // blocks: the metapage and a root that is a leaf

Result<std::vector<BTree>> btrees(Reading& reading);

// What ran out of its short time is asked again: a server has busy moments.
std::vector<Result<pg::Rows>> ask_patiently(pg::Connection& connection, const std::vector<std::string>& statements);
bool ran_out_of_time(const Error& error);

// Asked under settings that leave the planner nothing but indexes, and allow no long waiting.
Result<void> read_index_heights(Reading& reading, std::vector<BTree>& trees);
Result<void> read_index_ends(Reading& reading, const std::vector<BTree>& trees);

// The bytes after the header of an index's first page, as hex.
std::string first_page_sql(const Access& access, std::int64_t oid, std::string_view name, int bytes);

// The first plan node's Index Name and Startup Cost of an EXPLAIN (FORMAT JSON); index "" where it is no index scan.
struct PlanTop {
  std::string index;
  double startup_cost = 0;
};
PlanTop plan_top(std::string_view explain_json);
// Whether every scan of the plan is one over an index.
bool only_index_scans(std::string_view explain_json);

}  // namespace ante::snapshot
