// The heights and ends of B-trees, for which the planner and the indexes themselves are asked: under settings that
// leave the planner nothing but indexes to choose, make their cost tell the height, and wait for nobody for long.
#include "snapshot/index_keys.h"

#include <thread>

namespace ante::snapshot {
namespace {

constexpr const char* only_indexes =
    "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET enable_indexscan = on; "
    "SET enable_indexonlyscan = on; SET max_parallel_workers_per_gather = 0; SET cpu_operator_cost = 1; "
    "SET cpu_tuple_cost = 0; SET cpu_index_tuple_cost = 0; SET constraint_exclusion = off; "
    "SET lock_timeout = '200ms'; SET statement_timeout = '300ms'";
constexpr const char* as_it_was =
    "RESET enable_seqscan; RESET enable_bitmapscan; RESET enable_sort; RESET enable_indexscan; "
    "RESET enable_indexonlyscan; RESET max_parallel_workers_per_gather; RESET cpu_operator_cost; "
    "RESET cpu_tuple_cost; RESET cpu_index_tuple_cost; RESET constraint_exclusion";

}  // namespace

bool ran_out_of_time(const Error& error) { return error.sqlstate == "57014" || error.sqlstate == "55P03"; }

std::vector<Result<pg::Rows>> ask_patiently(pg::Connection& connection, const std::vector<std::string>& statements) {
  auto answers = connection.pipeline(statements);
  // Where many run out it is not the moment: they are asked once more, and no longer.
  constexpr std::size_t few = 20;
  for (auto pause : {Millis(0), Millis(200), Millis(1'000)}) {
    std::vector<std::size_t> places;
    std::vector<std::string> again;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (!answers[i] && ran_out_of_time(answers[i].error())) places.push_back(i), again.push_back(statements[i]);
    if (again.empty() || (pause > Millis(0) && again.size() > few)) break;
    std::this_thread::sleep_for(pause);
    auto next = connection.pipeline(again);
    for (std::size_t i = 0; i < next.size(); ++i) answers[places[i]] = std::move(next[i]);
  }
  return answers;
}

Result<void> read_index_shapes(Reading& reading) {
  auto trees = TRY(btrees(reading));
  auto& connection = reading.connection;
  bool incremental = reading.access.version >= 130000;
  TRY(connection.execute(only_indexes));
  if (incremental) TRY(connection.execute("SET enable_incremental_sort = off"));
  TRY(read_index_heights(reading, trees));
  TRY(read_index_ends(reading, trees));
  TRY(connection.execute(as_it_was));
  if (incremental) TRY(connection.execute("RESET enable_incremental_sort"));
  return set_up_session(connection);
}

}  // namespace ante::snapshot
