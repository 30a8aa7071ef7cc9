#include "snapshot/statement_counters.h"

#include "base/text.h"
#include "snapshot/statement_view.h"
#include "snapshot/workload.h"
#include "sql/large_stack.h"

namespace ante::snapshot {
namespace {

using namespace statement_column;

constexpr const char* remedy =
    "add pg_stat_statements to shared_preload_libraries, restart and CREATE EXTENSION pg_stat_statements; or give "
    "--log FILE or --queries FILE";

Shape figures_of(const pg::Rows& rows, int row) {
  Shape shape;
  shape.user = rows.text(row, user_name);
  shape.origin = "pg_stat_statements";
  shape.calls = rows.real(row, calls);
  shape.total_ms = rows.real(row, total_ms);
  shape.min_ms = rows.real(row, min_ms);
  shape.max_ms = rows.real(row, max_ms);
  shape.stddev_ms = rows.real(row, stddev_ms);
  shape.plan_ms = rows.real(row, plan_ms);
  shape.rows = rows.real(row, rows_returned);
  shape.blocks_hit = rows.real(row, blocks_hit);
  shape.blocks_read = rows.real(row, blocks_read);
  shape.blocks_dirtied = rows.real(row, blocks_dirtied);
  shape.temp_blocks = rows.real(row, temp_blocks);
  shape.wal_bytes = rows.real(row, wal_bytes);
  return shape;
}

struct CountedBefore {
  double calls = 0, total_ms = 0;
};

// Rates and times over the interval; where there was none, since the counters were reset.
void set_rates(Shape& shape, CountedBefore before, double seconds) {
  bool reset = shape.calls < before.calls;
  double calls_then = reset ? 0 : before.calls, ms_then = reset ? 0 : before.total_ms;
  double calls_since = shape.calls - calls_then;
  shape.calls_per_second = seconds > 0 ? calls_since / seconds : 0;
  shape.ms_per_call =
      calls_since > 0 ? (shape.total_ms - ms_then) / calls_since : shape.total_ms / std::max(1.0, shape.calls);
}

// Settings under which statements pass uncounted, and shapes that made room for others.
Result<void> name_what_is_not_counted(Reading& reading, const StatementView& view) {
  auto off = TRY(ask(reading,
                     "SELECT format('%s = %s', name, reset_val) FROM pg_settings "
                     "WHERE (name = 'pg_stat_statements.track' AND reset_val = 'none') OR (name = 'compute_query_id' "
                     "AND reset_val = 'off')",
                     "workload", "what is counted"));
  for (int row = 0; off && row < off->size(); ++row)
    reading.blind("workload", fmt::format("the traffic: with {} it is not counted", off->text(row, 0)), remedy);
  if (!view.has("toplevel")) return {};
  auto lost = TRY(ask(reading, fmt::format("SELECT dealloc FROM {}.pg_stat_statements_info", view.schema), "workload",
                      "how many shapes were forgotten"));
  if (lost && lost->size() == 1 && lost->integer(0, 0) > 0)
    reading.blind(
        "workload",
        fmt::format("rare query shapes: pg_stat_statements made room {} times, each time for a twentieth of them",
                    lost->integer(0, 0)),
        "raise pg_stat_statements.max");
  return {};
}

}  // namespace

Result<std::optional<CounterReading>> read_counters(Reading& reading, bool texts) {
  auto view = TRY(find_statement_view(reading.connection));
  if (!view) {
    if (texts)
      reading.blind("workload", "the traffic: the extension pg_stat_statements is not in this database", remedy);
    return std::nullopt;
  }
  auto blind_spots = reading.snapshot.blind_spots.size();
  auto rows = TRY(ask(reading, counters_sql(*view, texts), "workload", "the traffic", remedy));
  if (!rows) {
    if (!texts) reading.snapshot.blind_spots.resize(blind_spots);  // said once, by the second reading
    return std::nullopt;
  }
  CounterReading counters{*rows, std::chrono::steady_clock::now(), 0};
  if (texts && view->has("toplevel")) {  // pg_stat_statements_info came with it
    auto since =
        TRY(ask(reading,
                fmt::format("SELECT extract(epoch FROM now() - stats_reset)::float8 FROM {}.pg_stat_statements_info",
                            view->schema),
                "workload", "how long the traffic was counted"));
    if (since && since->size() == 1) counters.seconds_since_reset = since->real(0, 0);
  }
  if (texts) TRY(name_what_is_not_counted(reading, *view));
  return counters;
}

Result<std::vector<Shape>> shapes_of_counters(Reading& reading, const std::optional<CounterReading>& before,
                                              const CounterReading& now) {
  std::map<std::string, CountedBefore, std::less<>> then;
  double seconds = now.seconds_since_reset;
  if (before) {
    for (int row = 0; row < before->rows.size(); ++row)
      then.emplace(before->rows.text(row, key),
                   CountedBefore{before->rows.real(row, calls), before->rows.real(row, total_ms)});
    seconds = std::chrono::duration<double>(now.read_at - before->read_at).count();
    reading.snapshot.source.interval_seconds = seconds;
  }
  if (seconds <= 0)
    reading.blind("workload", "how often queries run: this server does not say since when it counts",
                  "capture with --for 60s");

  Shapes shapes(reading.snapshot.catalog);
  int hidden = 0;
  auto& rows = now.rows;
  sql::on_large_stack([&] {
    for (int row = 0; row < rows.size(); ++row) {
      if (rows.null(row, query) || rows.text(row, query) == "<insufficient privilege>") {
        ++hidden;
        continue;
      }
      auto figures = figures_of(rows, row);
      auto earlier = then.find(rows.text(row, key));
      set_rates(figures, earlier == then.end() ? CountedBefore{} : earlier->second, seconds);
      shapes.add(rows.text(row, query), figures);
    }
  });
  if (hidden > 0)
    reading.blind("workload", fmt::format("the texts of {} of other users", counted(hidden, "statement")),
                  "GRANT pg_read_all_stats TO the role");
  if (shapes.dropped > 0)
    reading.blind("workload", fmt::format("{} of pg_stat_statements could not be made safe to keep, and were dropped",
                                          counted(shapes.dropped, "text")));
  return shapes.take();
}

}  // namespace ante::snapshot
