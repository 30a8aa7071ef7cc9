#include "snapshot/statement_view.h"

#include <fmt/format.h>

namespace ante::snapshot {

Result<std::optional<StatementView>> find_statement_view(pg::Connection& connection) {
  auto rows = TRY(connection.query(R"(
SELECT quote_ident(n.nspname), a.attname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'pg_stat_statements'
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE e.extname = 'pg_stat_statements')"));
  if (rows.size() == 0) return std::nullopt;
  StatementView view{std::string(rows.text(0, 0)), {}};
  for (int row = 0; row < rows.size(); ++row) view.columns.emplace_back(rows.text(row, 1));
  return view;
}

std::string counters_sql(const StatementView& view, bool texts) {
  const char* suffix = view.has("total_exec_time") ? "exec_time" : "time";
  auto if_there = [&](std::string_view name) { return view.has(name) ? "s." + std::string(name) : std::string("0"); };
  return fmt::format(
      "SELECT concat_ws(' ', s.userid, s.queryid{0}), {1}, quote_ident(pg_get_userbyid(s.userid)), s.calls, "
      "s.total_{2}, s.min_{2}, "
      "s.max_{2}, s.stddev_{2}, {3}, s.rows, s.shared_blks_hit, s.shared_blks_read, s.shared_blks_dirtied, "
      "s.temp_blks_read + s.temp_blks_written, {4} FROM {5}.pg_stat_statements({6}) s "
      "WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
      view.has("toplevel") ? ", s.toplevel" : "", texts ? "s.query" : "NULL", suffix, if_there("total_plan_time"),
      if_there("wal_bytes"), view.schema, texts ? "true" : "false");
}

}  // namespace ante::snapshot
