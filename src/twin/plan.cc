#include "twin/plan.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::twin {
namespace {

std::string text_of(const pg::Rows& rows) {
  std::vector<std::string> lines;
  for (int row = 0; row < rows.size(); ++row) lines.emplace_back(rows.text(row, 0));
  return join(lines, "\n");
}

constexpr const char* prepared_name = "ante_asks";

}  // namespace

Result<std::vector<pg::Column>> answer(pg::Connection& server) { return server.describe(prepared_name); }

// PREPARE finds out the parameters' types, and a forced generic plan needs no values: it works on every version, where
// EXPLAIN (GENERIC_PLAN) exists from 16 on.
Result<std::string> explain(pg::Connection& server, std::string_view statement, const PlanOptions& options) {
  std::string how = fmt::format("EXPLAIN (FORMAT {}{})", options.json ? "JSON" : "TEXT",
                                options.verbose ? ", VERBOSE, SETTINGS" : "");
  TRY(server.execute("DEALLOCATE ALL"));
  std::string text(trim(statement));
  while (text.ends_with(';')) text.pop_back();
  auto types = options.types.empty() ? "" : "(" + join(options.types, ", ") + ")";
  if (auto prepared = server.execute(fmt::format("PREPARE {}{} AS {}", prepared_name, types, text)); !prepared)
    return std::unexpected(prepared.error());
  auto parameters = TRY(server.scalar("SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = $1",
                                      {prepared_name}));
  int count = std::stoi(parameters);
  if (count == 0) return text_of(TRY(server.execute(fmt::format("{} {}", how, text))));
  TRY(server.execute("SET plan_cache_mode = force_generic_plan"));
  std::string nulls;
  for (int i = 0; i < count; ++i) nulls += i ? ", NULL" : "NULL";
  auto plan = server.execute(fmt::format("{} EXECUTE {}({})", how, prepared_name, nulls));
  TRY(server.execute("RESET plan_cache_mode"));
  return text_of(TRY(std::move(plan)));
}

}  // namespace ante::twin
