// How pg_stat_statements is asked. The columns' names changed with the extension's versions, and a database may have an
// older one than the server brings: the view's own columns are asked.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/connection.h"

namespace ante::snapshot {

struct StatementView {
  std::string schema;
  std::vector<std::string> columns;
  bool has(std::string_view name) const { return std::ranges::find(columns, name) != columns.end(); }
};

// nullopt where the extension is not in this database.
Result<std::optional<StatementView>> find_statement_view(pg::Connection& connection);

// What it counted of each statement of this database; texts only where they are asked for.
std::string counters_sql(const StatementView& view, bool texts);

// The columns of its rows; `key` is "user queryid", and whether it was called from outside, where that is known.
namespace statement_column {
enum {
  key = 0,
  query,
  user_name,
  calls,
  total_ms,
  min_ms,
  max_ms,
  stddev_ms,
  plan_ms,
  rows_returned,
  blocks_hit,
  blocks_read,
  blocks_dirtied,
  temp_blocks,
  wal_bytes
};
}

}  // namespace ante::snapshot
