#include "twin/plan.h"

#include <fmt/format.h>

#include <array>

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
  std::string text(trim(statement));
  while (text.ends_with(';')) text.pop_back();
  auto types = options.types.empty() ? "" : "(" + join(options.types, ", ") + ")";
  const std::array<std::string, 3> begin{
      "DEALLOCATE ALL", fmt::format("PREPARE {}{} AS {}", prepared_name, types, text),
      fmt::format("SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = '{}'", prepared_name)};
  auto begun = server.pipeline(begin);
  for (auto& step : begun)
    if (!step) return std::unexpected(step.error());
  auto count = static_cast<std::size_t>(begun[2]->integer(0, 0));
  if (count == 0) return text_of(TRY(server.execute(fmt::format("{} {}", how, text))));
  auto values = options.values;
  values.resize(count, "NULL");
  const std::array<std::string, 3> plan{
      fmt::format("SET plan_cache_mode = force_{}_plan", options.values.empty() ? "generic" : "custom"),
      fmt::format("{} EXECUTE {}({})", how, prepared_name, join(values, ", ")), "RESET plan_cache_mode"};
  auto planned = server.pipeline(plan);
  for (auto& step : planned)
    if (!step) return std::unexpected(step.error());
  return text_of(*planned[1]);
}

}  // namespace ante::twin
