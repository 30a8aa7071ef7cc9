// ante incident: what was wrong, one after the other, what people say of it, and what is done about it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>

#include "base/units.h"
#include "cli/command.h"
#include "cli/histories.h"
#include "cli/measures.h"
#include "cli/terminal.h"
#include "incident/incident.h"
#include "render/events.h"
#include "render/measures.h"
#include "render/postmortem.h"

namespace ante::cli {
namespace {

struct IncidentArguments : MeasureArguments {
  std::string action = "list", at, affected;
  int number = 0;
};

Result<Exit> list(store::History& history) {
  auto events = TRY(history.events());
  auto all = incident::incidents(events);
  for (auto& one : all) fmt::print("{}", render::incident_line(one));
  if (all.empty()) fmt::print("Nothing has been wrong since it is watched.\n");
  return Exit::fine;
}

Result<Exit> show(store::History& history, int number) {
  auto one = TRY(incident_of(history, number));
  for (auto& event : one.events) fmt::print("[{}] {}", event.number, render::text(event, look()));
  std::vector<render::ListedMeasure> measures;
  for (auto& measure : one.measures) measures.push_back({.measure = measure, .incident = one.number});
  fmt::print("{}", render::measures_text(measures, this_moment(), look()));
  return Exit::fine;
}

// What people say: a note; that something is wrong that nobody saw; that it is over.
Result<Exit> note(const IncidentArguments& options) {
  using Kind = incident::Event::Kind;
  auto kind = options.action == "open" ? Kind::seen : options.action == "close" ? Kind::over : Kind::note;
  if (options.what.empty() && kind != Kind::over)
    return bad_input(fmt::format("what is there to {}?", options.action),
                     fmt::format("ante incident {} 'customers cannot check out'", options.action));
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::go_on(path));
  auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  auto at = options.at.empty() ? now : TRY(read_moment(options.at, now));
  if (at > now) return bad_input(fmt::format("--at {} is to come", options.at), "times are in UTC");
  incident::Event event{.at = at,
                        .kind = kind,
                        .about = kind == Kind::note ? options.by : incident::told_by_people,
                        .says = options.what.empty() ? "it is over" : options.what};
  if (kind != Kind::note && !options.by.empty()) event.shown.push_back("says " + options.by);
  if (!options.affected.empty()) event.shown.push_back(incident::affected + options.affected);
  std::vector<incident::Event> events{std::move(event)};
  TRY(history.add(events));
  fmt::print("noted as event {}\n", events.front().number);
  return Exit::fine;
}

Result<Exit> run_incident(const IncidentArguments& options) {
  if (!options.affected.empty() && options.action != "note")
    return bad_input("--affected belongs to a note, which says how that is known",
                     "ante incident note 'counted in the access log' --affected '1,200 customers'");
  bool wants_why = options.action == "done" || options.action == "drop";
  if (!wants_why && !options.why.empty())
    return bad_input(fmt::format("'{}' is one word too many", options.why), "put what you say in quotes");
  if (options.action == "action") return propose_measure(options);
  if (options.action == "actions") return list_measures(options);
  if (options.action == "done") return end_measure(options, incident::Measure::State::ended);
  if (options.action == "drop") return end_measure(options, incident::Measure::State::dropped);
  if (options.action != "list" && options.action != "show") return note(options);
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::read(path));
  if (options.action == "list") return list(history);
  return show(history, options.number);
}

}  // namespace

Run declare_incident(CLI::App& app) {
  auto options = std::make_shared<IncidentArguments>();
  if (const char* user = std::getenv("USER")) options->by = user;
  app.add_option("action", options->action,
                 "list them, show one, note what you know, open one that nobody saw, or close it; of measures: propose "
                 "one by action, look at them by actions, and end one by done or drop")
      ->check(CLI::IsMember({"list", "show", "note", "open", "close", "action", "actions", "done", "drop"}))
      ->capture_default_str();
  app.add_option("what", options->what,
                 "what you say, or what is to be done; or the number of the incident (else the last one) or measure");
  app.add_option("--store", options->store, "the file in which ante watch keeps what it sees");
  app.add_option("--by", options->by, "who says it");
  app.add_option("--at", options->at, "when it was, in UTC, where that is not now: 18:05, 2026-11-30 18:05");
  app.add_option("--affected", options->affected, "whom it met, as you know it: '1,200 customers'");
  declare_measure_options(app, *options);
  return [options]() -> Result<Exit> {
    if (options->action == "show" && !options->what.empty()) options->number = TRY(incident_number(options->what));
    return run_incident(*options);
  };
}

}  // namespace ante::cli
