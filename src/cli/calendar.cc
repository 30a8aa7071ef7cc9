// ante calendar: what is to come, so that those who develop and those who operate know of each other.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <memory>

#include "base/text.h"
#include "base/units.h"
#include "cli/command.h"
#include "cli/histories.h"
#include "cli/terminal.h"
#include "render/calendar.h"
#include "render/strangers.h"
#include "ship/journal_schema.h"
#include "ship/kept.h"

namespace ante::cli {
namespace {

using incident::Appointment;

struct CalendarArguments {
  std::string action = "list", what, why, store, by, at, lasts = "30m", database, format = "text";
};

// What changes have put aside there, from when on it may go. A database to which nothing was shipped has no journal.
Result<std::vector<Appointment>> kept_in(const std::string& database) {
  std::vector<Appointment> appointments;
  if (database.empty()) return appointments;
  auto connection = TRY(pg::Connection::open(
      {database},
      {.application = "ante calendar",
       .settings = {{"default_transaction_read_only", "on"}, {"statement_timeout", "30s"}, {"lock_timeout", "2s"}}}));
  if (!TRY(ship::has_journal(connection))) return appointments;
  for (auto& kept : TRY(ship::what_is_kept(connection))) {
    auto until = TRY(read_moment(kept.until, 0));
    appointments.push_back(
        {.kind = Appointment::Kind::kept,
         .number = kept.change,
         .said = until,
         .from = until,
         .to = until,
         .says = fmt::format("what change {} ({}) has put aside, {}", kept.change, kept.name, human(kept.bytes))});
  }
  return appointments;
}

Result<Exit> list_what_is_to_come(const CalendarArguments& options) {
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::read(path));
  const auto now = this_moment();
  auto kept = TRY(kept_in(options.database));
  auto events = TRY(history.events());
  render::Calendar calendar{.database = TRY(history.database()), .now = now};
  calendar.appointments = incident::calendar(events, std::move(kept), now);
  fmt::print("{}", options.format == "json"   ? render::json(calendar)
                   : options.format == "ical" ? render::ical(calendar)
                                              : render::text(calendar, look()));
  return Exit::fine;
}

Result<Exit> add_a_plan(const CalendarArguments& options) {
  if (trim(options.what).empty() || options.at.empty())
    return bad_input("what is planned, and for when?",
                     "ante calendar add 'deploy v43' --at '2026-12-03 10:00' --for 30m");
  auto lasts = read_duration(options.lasts);
  if (!lasts) return at("--for", lasts.error());
  if (*lasts < Millis(1'000)) return bad_input("--for: a second at least", "--for 30m");
  const auto now = this_moment();
  auto from = TRY(incident::read_moment_to_come(options.at, now));
  auto to = from + std::chrono::duration<double>(*lasts).count();
  if (to <= now)
    return bad_input(fmt::format("--at {}: that is over", options.at),
                     "times are in UTC; what was done is told by ante mark");
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::go_on(path));
  Appointment plan{.said = now, .from = from, .to = to, .says = options.what, .who = options.by};
  std::vector<incident::Event> events{incident::planned(plan)};
  TRY(history.add(events));
  fmt::print("planned as event {}\n", events.front().number);
  auto calendar = incident::calendar(TRY(history.events()), {}, now);
  auto its = std::ranges::find(calendar, events.front().number, &Appointment::number);
  for (auto& other : calendar) {
    bool is_together =
        its != calendar.end() && std::ranges::find(its->together_with, other.number) != its->together_with.end();
    if (is_together)
      fmt::print("at the same time: {}{} [{}], from {} to {} UTC\n", render::readable(one_line(other.says, 200)),
                 other.who.empty() ? "" : fmt::format(" ({})", render::readable(one_line(other.who, 100))),
                 other.number, incident::moment_text(other.from), incident::moment_text(other.to));
  }
  return Exit::fine;
}

Result<Exit> call_off(const CalendarArguments& options) {
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::go_on(path));
  std::int64_t number = 0;
  auto* last = options.what.data() + options.what.size();
  auto [end, error] = std::from_chars(options.what.data(), last, number);
  auto all = incident::plans(TRY(history.events()));
  auto plan = std::ranges::find(all, number, &Appointment::number);
  if (error != std::errc() || end != last || plan == all.end() || plan->called_off)
    return bad_input(fmt::format("'{}' is the number of no plan", options.what),
                     "ante calendar lists them, each with its number in brackets");
  auto why = trim(options.why).empty() ? std::string("it is called off") : options.why;
  std::vector<incident::Event> events{incident::called_off(*plan, why, options.by, this_moment())};
  TRY(history.add(events));
  fmt::print("called off by event {}\n", events.front().number);
  return Exit::fine;
}

}  // namespace

Run declare_calendar(CLI::App& app) {
  auto options = std::make_shared<CalendarArguments>();
  if (const char* user = std::getenv("USER")) options->by = user;
  app.add_option("action", options->action, "list what is to come, add a plan, or drop one")
      ->check(CLI::IsMember({"list", "add", "drop"}))
      ->capture_default_str();
  app.add_option("what", options->what, "what is planned; of drop: the number of the plan");
  app.add_option("why", options->why, "of drop: why");
  app.add_option("--at", options->at,
                 "when it begins, in UTC: '2026-12-03 10:00', or 18:05 for the next time it is so late");
  app.add_option("--for", options->lasts, "how long it takes")->capture_default_str();
  app.add_option("--by", options->by, "who does it");
  app.add_option("--store", options->store, "the file in which ante watch keeps what it sees");
  app.add_option("--database", options->database, "list too what changes have put aside there, and until when");
  app.add_option("--format", options->format, "text, json, or ical for other calendars")
      ->check(CLI::IsMember({"text", "json", "ical"}))
      ->capture_default_str();
  return [options]() -> Result<Exit> {
    if (options->action != "drop" && !options->why.empty())
      return bad_input(fmt::format("'{}' is one word too many", options->why), "put what is planned in quotes");
    if (options->action == "add") return add_a_plan(*options);
    return options->action == "drop" ? call_off(*options) : list_what_is_to_come(*options);
  };
}

}  // namespace ante::cli
