#include "twin/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::twin {
namespace {

std::string text_of(const pg::Rows& rows) {
  std::vector<std::string> lines;
  for (int row = 0; row < rows.size(); ++row) lines.emplace_back(rows.text(row, 0));
  return join(lines, "\n");
}

constexpr const char* prepared_name = "ante_asks";

std::string without_semicolon(std::string_view statement) {
  std::string text(trim(statement));
  while (text.ends_with(';')) text.pop_back();
  return text;
}

// The greatest $n; what does not scan is refused by the server as well.
std::size_t parameters_in(const std::string& text) {
  std::size_t most = 0;
  if (auto tokens = sql::scan(text))
    for (auto& token : *tokens)
      if (token.kind == sql::Token::Kind::parameter)
        most = std::max<std::size_t>(most, std::strtoul(text.c_str() + token.start + 1, nullptr, 10));
  return most;
}

}  // namespace

Result<std::vector<pg::Column>> answer(pg::Connection& server) { return server.describe(prepared_name); }

// PREPARE finds out the parameters' types, and a forced generic plan needs no values: it works on every version, where
// EXPLAIN (GENERIC_PLAN) exists from 16 on.
Result<std::string> explain(pg::Connection& server, std::string_view statement, const PlanOptions& options) {
  std::string how = fmt::format("EXPLAIN (FORMAT {}{})", options.json ? "JSON" : "TEXT",
                                options.verbose ? ", VERBOSE, SETTINGS" : "");
  auto text = without_semicolon(statement);
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

std::vector<Result<Explained>> explain_all(pg::Connection& server, std::span<const std::string> statements) {
  constexpr std::size_t most_parameters = 65'535;  // of the protocol
  std::vector<pg::Request> requests{{"DEALLOCATE ALL"}, {"SET plan_cache_mode = force_generic_plan"}};
  constexpr std::size_t first = 2, each = 3;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto text = without_semicolon(statements[i]);
    auto name = fmt::format("{}_{}", prepared_name, i);
    auto count = std::min(parameters_in(text), most_parameters);
    std::string nulls;
    for (std::size_t n = 0; n < count; ++n) nulls += n ? ", NULL" : "NULL";
    requests.push_back({fmt::format("PREPARE {} AS {}", name, text)});
    requests.push_back({name, true});
    requests.push_back({count ? fmt::format("EXPLAIN (FORMAT JSON) EXECUTE {}({})", name, nulls)
                              : fmt::format("EXPLAIN (FORMAT JSON) {}", text)});
  }
  requests.push_back({"RESET plan_cache_mode"});
  auto said = server.pipeline(requests);
  std::vector<Result<Explained>> all;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto* step = &said[first + i * each];
    auto failed = std::find_if(step, step + each, [](auto& one) { return !one; });
    if (failed != step + each) {
      all.emplace_back(std::unexpected(failed->error()));
      continue;
    }
    auto answer = server.columns_of(*step[1]);
    all.push_back(answer ? Result<Explained>(Explained{text_of(*step[2]), std::move(*answer)})
                         : std::unexpected(answer.error()));
  }
  return all;
}

}  // namespace ante::twin
