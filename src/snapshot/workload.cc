#include "snapshot/workload.h"

#include <thread>

#include "base/text.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "snapshot/log.h"
#include "snapshot/query_files.h"
#include "snapshot/statement_counters.h"
#include "sql/large_stack.h"
#include "sql/statement.h"

namespace ante::snapshot {
namespace {

void count_dropped(Reading& reading, const Shapes& shapes, std::string_view source) {
  if (shapes.dropped > 0)
    reading.blind("workload", fmt::format("{} of {} could not be made safe to keep, and were dropped",
                                          counted(shapes.dropped, "statement"), source));
}

// 2026-11-21 06:15:00… as seconds, for the length of a log; 0 where it is no time.
double seconds_of(std::string_view time) {
  std::tm parts{};
  std::string text(time.substr(0, 19));
  return strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &parts) ? static_cast<double>(timegm(&parts)) : 0;
}

struct LogShapes {
  explicit LogShapes(const catalog::Catalog& catalog) : shapes(catalog) {}
  Shapes shapes;
  double first = 0, last = 0;
};

void add_logged(const LoggedStatement& statement, const std::string& database, LogShapes& into) {
  if (!statement.database.empty() && statement.database != database) return;
  if (double time = seconds_of(statement.time); time > 0) {
    into.first = into.first > 0 ? std::min(into.first, time) : time;
    into.last = std::max(into.last, time);
  }
  Shape figures;
  figures.user = statement.user.empty() ? "" : quoted_role(statement.user);
  figures.origin = "log";
  figures.calls = 1;
  if (statement.duration_ms >= 0) figures.total_ms = figures.min_ms = figures.max_ms = statement.duration_ms;
  // One message may hold several statements; how long each of them took, the log does not say.
  auto several = sql::split_statements(statement.text);
  if (!several || several->size() < 2) return into.shapes.add(statement.text, figures);
  figures.total_ms /= static_cast<double>(several->size());
  figures.min_ms = figures.max_ms = figures.total_ms;
  for (auto& one : *several) into.shapes.add(one.text, figures);
}

Result<std::vector<Shape>> shapes_of_logs(Reading& reading) {
  LogShapes logged(reading.snapshot.catalog);
  auto database = TRY(reading.connection.scalar("SELECT current_database()"));
  for (auto& path : reading.options.logs) {
    auto text = TRY(os::read_file(path));
    Result<void> read;
    sql::on_large_stack([&] {
      read = read_log(text, [&](const LoggedStatement& statement) {
        if (!os::interrupted()) add_logged(statement, database, logged);
      });
    });
    if (os::interrupted()) return os::interrupted_error();
    if (!read) return at(path.string(), read.error());
  }
  count_dropped(reading, logged.shapes, "the log");
  if (!reading.options.logs.empty() && logged.first == 0)
    reading.blind("workload", "the log: no statement of this database was found in it",
                  "it needs log_min_duration_statement or log_statement, and lc_messages = C");
  auto shapes = logged.shapes.take();
  double seconds = logged.last - logged.first;
  for (auto& shape : shapes) {
    shape.calls_per_second = seconds > 0 ? shape.calls / seconds : 0;
    shape.ms_per_call = shape.total_ms / shape.calls;
  }
  return shapes;
}

Result<std::vector<Shape>> shapes_of_files(Reading& reading) {
  Shapes shapes(reading.snapshot.catalog);
  Shape figures;
  figures.origin = "file";
  figures.calls = 1;
  auto queries = TRY(read_queries(reading.options.queries));
  sql::on_large_stack([&] {
    for (auto& query : queries.queries)
      if (!os::interrupted()) shapes.add(query.text, figures);
  });
  if (os::interrupted()) return os::interrupted_error();
  count_dropped(reading, shapes, "the files of queries");
  return shapes.take();
}

// Shapes that an earlier source has are left to it: the same runs must not count twice.
void add_new(std::vector<Shape>& all, std::vector<Shape> more) {
  std::set<std::string> known;
  for (auto& shape : all) known.insert(shape.fingerprint + " " + shape.user), known.insert(shape.fingerprint);
  for (auto& shape : more)
    if (!known.contains(shape.user.empty() ? shape.fingerprint : shape.fingerprint + " " + shape.user))
      all.push_back(std::move(shape));
}

Result<void> wait_out(Reading& reading, std::chrono::steady_clock::time_point end) {
  auto& progress = reading.progress;
  auto total = static_cast<std::int64_t>(reading.options.observe.count());
  progress.stage(fmt::format("observing the traffic for {} s", total));
  auto next_look = std::chrono::steady_clock::now();
  for (auto now = std::chrono::steady_clock::now(); now < end; now = std::chrono::steady_clock::now()) {
    if (os::interrupted()) return os::interrupted_error();
    auto left = std::chrono::duration_cast<std::chrono::seconds>(end - now).count();
    progress.at(total - left, total);
    if (now >= next_look) {
      TRY(see_transactions(reading));
      next_look = now + Millis(1'000);
    }
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(end - now, Millis(200)));
  }
  return {};
}

}  // namespace

std::string quoted_role(std::string_view name) {
  auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  bool simple = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, plain);
  return simple ? std::string(name) : pg::quote_identifier(name);
}

Result<void> read_workload(Reading& reading, const std::optional<CounterReading>& before,
                           std::chrono::steady_clock::time_point observed_until) {
  if (reading.options.observe.count() > 0) TRY(wait_out(reading, observed_until));
  auto now = TRY(read_counters(reading, true));
  auto& all = reading.snapshot.workload;
  if (now) all = TRY(shapes_of_counters(reading, before, *now));
  add_new(all, TRY(shapes_of_logs(reading)));
  add_new(all, TRY(shapes_of_files(reading)));
  return {};
}

}  // namespace ante::snapshot
