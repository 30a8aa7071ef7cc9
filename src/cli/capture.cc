// ante capture: reads production once and writes what it learned into one file.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "base/units.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/progress.h"
#include "os/folders.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "snapshot/query_files.h"

namespace ante::cli {
namespace {

struct CaptureArguments {
  std::string url;
  std::filesystem::path output = "prod.ante";
  std::string observe;
  bool quiet = false;
  snapshot::CaptureOptions capture;
};

// "60s", "2m", "90": what --for takes.
Result<std::chrono::seconds> seconds_of(std::string_view text) {
  auto time = TRY(read_duration(text));
  if (time > std::chrono::hours(1))
    return bad_input(fmt::format("'{}' is too long to observe", text), "write --for 60s or --for 5m, an hour at most");
  return std::chrono::ceil<std::chrono::seconds>(time);
}

void tell(const snapshot::Snapshot& s, const std::filesystem::path& path) {
  std::int64_t bytes = 0;
  for (auto& size : s.sizes) bytes += size.blocks * page_bytes;
  std::error_code unknown;
  auto file = std::filesystem::file_size(path, unknown);
  fmt::print("{}: {} of {}, PostgreSQL {}\n", path.string(),
             human(Bytes{static_cast<std::int64_t>(unknown ? 0 : file)}), s.source.database, s.source.server_version);
  fmt::print("  {}, {}, {}; {} on disk at the source\n", counted(static_cast<long>(s.catalog.tables.size()), "table"),
             counted(static_cast<long>(s.catalog.indexes.size()), "index"),
             counted(static_cast<long>(s.columns.size()), "column") + " with statistics", human(Bytes{bytes}));
  fmt::print("  {} of the traffic{}\n", counted(static_cast<long>(s.workload.size()), "query shape"),
             s.source.interval_seconds > 0 ? fmt::format(", observed for {:.0f} s", s.source.interval_seconds) : "");
  if (s.blind_spots.empty()) {
    fmt::print("  nothing was hidden from {}\n", s.source.user);
    return;
  }
  fmt::print("\nNot seen; what depends on it will be said to be undecided:\n");
  constexpr int shown_of_each = 5;
  std::map<std::string, int> count;
  for (auto& spot : s.blind_spots) {
    if (++count[spot.about] > shown_of_each) continue;
    fmt::print("  {}\n", spot.what);
    if (!spot.remedy.empty()) fmt::print("      {}\n", spot.remedy);
  }
  for (auto& [about, all] : count)
    if (all > shown_of_each) fmt::print("  and {} more about {}\n", all - shown_of_each, about);
}

// A name that is wrong ends a capture before an hour of watching, not after it.
Result<void> try_files(const CaptureArguments& options) {
  for (auto& path : options.capture.logs)
    if (::access(path.c_str(), R_OK) != 0 || std::filesystem::is_directory(path))
      return bad_input(fmt::format("{} is no file that can be read", path.string()));
  TRY(snapshot::read_queries(options.capture.queries));
  TRY(os::AtomicFile::at(options.output));
  return {};
}

Result<Exit> run(const CaptureArguments& options) {
  TRY(try_files(options));
  auto asked = options.capture;
  auto config = TRY(find_config());
  asked.excluded_columns.insert(asked.excluded_columns.end(), config.excluded_columns.begin(),
                                config.excluded_columns.end());
  if (!options.observe.empty()) asked.observe = TRY(seconds_of(options.observe));
  auto progress = std::make_unique<ShownProgress>(options.quiet);
  auto snapshot = TRY(snapshot::capture({options.url}, asked, *progress));
  progress->stage(fmt::format("writing {}", options.output.string()));
  TRY(snapshot::save(snapshot, options.output));
  progress.reset();
  tell(snapshot, options.output);
  return Exit::fine;
}

}  // namespace

Run declare_capture(CLI::App& app) {
  auto options = std::make_shared<CaptureArguments>();
  app.add_option("url", options->url,
                 "the database: postgresql://user@host/name; as libpq's environment says where it is left out")
      ->envname("DATABASE_URL");
  app.add_option("-o,--output", options->output, "the file to write")->capture_default_str();
  app.add_option("--for", options->observe,
                 "observe the traffic this long (60s, 5m): rates and times instead of totals");
  app.add_flag("--private", options->capture.hide_values,
               "replace the values in statistics by others of the same order and frequency");
  app.add_option("--exclude", options->capture.excluded_columns,
                 "keep no value of this column: schema.table.column; may be repeated");
  app.add_option("--log", options->capture.logs,
                 "take query shapes from this server log too (csvlog, jsonlog or stderr)");
  app.add_option("--queries", options->capture.queries, "take query shapes from this file or folder of SQL too");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options] { return run(*options); };
}

}  // namespace ante::cli
