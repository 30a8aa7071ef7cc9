// ante watch: sees what goes wrong in a database, names what did it, and what did not.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <set>

#include "base/text.h"
#include "cli/alarms.h"
#include "cli/command.h"
#include "cli/exporter.h"
#include "cli/histories.h"
#include "cli/live.h"
#include "cli/terminal.h"
#include "cli/trials.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "render/events.h"
#include "watch/deeds.h"

namespace ante::cli {
namespace {

constexpr Millis one_look{3'000};  // enough to see a queue stand
constexpr Millis least_count{1'000}, most_count{600'000};

struct WatchArguments {
  std::string database, store, time, count_every, metrics, log, marks_token, format = "text";
  std::vector<std::string> alerts;
  bool once = false, top = false, ghost = false, quiet = false, print_trigger = false;
};

Result<Exit> run_watch(const WatchArguments& options) {
  if (options.print_trigger) {
    fmt::print("{}", watch::trigger_sql());
    return Exit::fine;
  }
  if (options.database.empty())
    return bad_input("--database is required", "or DATABASE_URL: postgresql://user@host/name");
  watch::Pace pace;
  if (!options.time.empty()) pace.lasts = TRY(read_duration(options.time));
  if (options.once) pace.lasts = one_look;
  if (!options.count_every.empty()) {
    pace.count = TRY(read_duration(options.count_every));
    if (pace.count < least_count || pace.count > most_count)
      return bad_input(
          fmt::format("--count-every {}: from {} to {}", options.count_every, human(least_count), human(most_count)));
    pace.count_in_doubt = std::min(pace.count, pace.count_in_doubt);
  }
  pg::Target target{options.database};
  auto alarms = TRY(Alarms::of(options.alerts));
  auto exporter = TRY(Exporter::at(options.metrics, options.marks_token));
  std::optional<store::History> history;
  std::unique_ptr<Live> live;
  std::unique_ptr<Trials> trials;
  std::set<std::string> wrong;  // now
  auto shape = look();
  watch::Sinks sinks;
  std::int64_t known = 0;  // the number of the last event
  sinks.begins = [&](const watch::Beginning& beginning) -> Result<void> {
    auto& database = beginning.database;
    exporter->begin(database, target.shown());
    std::filesystem::path path = options.store;
    if (path.empty()) path = history_of(target, database);
    if (!options.once) {
      if (path.has_parent_path()) TRY(os::make_folder(path.parent_path()));
      history = TRY(store::History::open(path, database));
      auto before = TRY(history->events());
      if (!before.empty()) known = before.back().number;
      auto first = incident::taken_up(before, TRY(history->last_seen()), beginning.at);
      if (!first.empty()) TRY(history->add(first));
      // That it is over nobody knows, and so nobody is told.
      before.insert(before.end(), first.begin(), first.end());
      exporter->keeps_marks_in(path);
      alarms.begin(database, target.shown(), std::move(before));
    }
    if (!options.quiet)
      fmt::print(stderr, "ante: watching {}{}\n", target.shown(),
                 options.once ? std::string() : fmt::format("; what is seen is kept in {}", path.string()));
    if (!options.quiet)
      fmt::print(stderr, "ante: the server's log is {}\n",
                 beginning.log.empty() ? "not read: " + beginning.no_log : "read: " + beginning.log);
    if (!options.quiet && !exporter->shown().empty())
      fmt::print(stderr, "ante: Prometheus finds it at {}\n", exporter->shown());
    if (beginning.is_blind) fmt::print(stderr, "ante: this role does not see what others do: GRANT pg_monitor to it\n");
    if (!beginning.counts_statements && !options.quiet)
      fmt::print(stderr,
                 "ante: pg_stat_statements is not in this database: what its queries do is not seen. Add it to "
                 "shared_preload_libraries, restart, and CREATE EXTENSION pg_stat_statements\n");
    if (options.ghost) trials = TRY(Trials::begin(options.database));
    if (options.top) live = TRY(Live::begin(database, target.shown()));
    return {};
  };
  sinks.events = [&](watch::Watcher::Events& events) -> Result<void> {
    auto kept = history ? history->add(events) : Result<void>();
    alarms.of(events);
    exporter->of(events);
    for (auto& event : events) {
      if (event.kind == incident::Event::Kind::seen) wrong.insert(event.about);
      if (event.kind == incident::Event::Kind::over) wrong.erase(event.about);
    }
    if (live) {
      live->of(events);
      return kept;
    }
    for (auto& event : events)
      fmt::print("{}", options.format == "json" ? render::json_line(event) : render::text(event, shape));
    std::fflush(stdout);
    return kept;
  };
  sinks.tries = [&](const watch::Toggle& toggle) {
    if (trials) trials->try_out(toggle);
  };
  sinks.tried = [&] { return trials ? trials->results() : std::vector<watch::Toggled>(); };
  sinks.marks = [&]() -> Result<std::vector<incident::Event>> {
    std::vector<incident::Event> marks;
    if (!history) return marks;
    for (auto& event : TRY(history->events(known))) {
      known = event.number;
      if (event.about == incident::marked) marks.push_back(std::move(event));
    }
    if (!marks.empty()) alarms.of(marks);
    return marks;
  };
  sinks.moment = [&](const watch::Moment& moment) -> Result<void> {
    exporter->of(moment);
    if (live) live->of(moment);
    if (trials) trials->look(wrong.empty());
    return history ? history->add(moment) : Result<void>();
  };
  sinks.limits = [&](const std::vector<watch::Limit>& limits, double at) -> Result<void> {
    return history ? history->add(limits, at) : Result<void>();
  };
  sinks.interval = [&](const watch::Interval& interval, const watch::Watcher::TextOf& text_of) -> Result<void> {
    if (live) live->of(interval, text_of);
    return history ? history->add(interval, text_of) : Result<void>();
  };
  auto ended = watch::watch(target, pace, sinks, options.log);
  live.reset();  // before anything else is said
  auto watched = TRY(std::move(ended));
  if (!watched.troubles.empty()) return Exit::blocked;
  if (watched.is_blind) return Exit::undecided;
  if (options.once && !options.quiet) fmt::print(stderr, "ante: nothing is wrong now\n");
  return Exit::fine;
}

}  // namespace

Run declare_watch(CLI::App& app) {
  auto options = std::make_shared<WatchArguments>();
  app.add_option("--database", options->database, "what to watch: postgresql://user@host/name")
      ->envname("DATABASE_URL");
  app.add_option("--store", options->store, "the file in which what is seen is kept");
  app.add_option(
      "--log", options->log,
      "the server's log, or the folder that it is in; else the server is asked, where it is on this machine");
  auto* time = app.add_option("--for", options->time, "how long: 30s, 5m; else until Ctrl-C");
  app.add_option("--count-every", options->count_every,
                 "how often the server's counters are read (10s): more often sees and knows sooner, and costs more");
  auto* once =
      app.add_flag("--once", options->once, "a look of three seconds, of which nothing is kept")->excludes(time);
  app.add_option("--alert", options->alerts,
                 "who is told of an incident: alertmanager=URL, slack=URL, webhook=URL, grafana=URL, command=LINE, "
                 "mail=ADDRESS; may be repeated")
      ->excludes(once);
  auto* metrics =
      app.add_option("--metrics", options->metrics, "an address at which Prometheus may scrape it: 127.0.0.1:9188")
          ->excludes(once);
  app.add_option("--marks-token", options->marks_token,
                 "a file with a token: whoever has it may post marks to the same address, at /mark")
      ->needs(metrics);
  app.add_flag(
         "--ghost", options->ghost,
         "try on a ghost whether a change did it: the database is captured now and every hour in which all is well")
      ->excludes(once);
  app.add_flag("--print-trigger", options->print_trigger,
               "print the SQL by which the owner of a database has it written down who changes its schema, and end");
  app.add_flag("--top", options->top, "on the whole terminal, drawn again every second")->excludes(once);
  app.add_option("--format", options->format, "text, or json: a line for each event")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_flag("-q,--quiet", options->quiet, "no word but the events");
  return [options] { return run_watch(*options); };
}

}  // namespace ante::cli
