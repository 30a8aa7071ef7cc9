// ante incident: what was wrong, one after the other, and what people say of it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>

#include "cli/command.h"
#include "cli/histories.h"
#include "cli/terminal.h"
#include "incident/incident.h"
#include "render/events.h"
#include "render/postmortem.h"

namespace ante::cli {
namespace {

struct IncidentArguments {
  std::string action = "list", what, store, by;
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
  return Exit::fine;
}

Result<Exit> note(const IncidentArguments& options) {
  if (options.what.empty()) return bad_input("what is there to note?", "ante incident note 'we have called Anna'");
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::go_on(path));
  auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::vector<incident::Event> events{
      {.at = now, .kind = incident::Event::Kind::note, .about = options.by, .says = options.what}};
  TRY(history.add(events));
  fmt::print("noted as event {}\n", events.front().number);
  return Exit::fine;
}

Result<Exit> run_incident(const IncidentArguments& options) {
  if (options.action == "note") return note(options);
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::read(path));
  if (options.action == "list") return list(history);
  return show(history, options.number);
}

}  // namespace

Run declare_incident(CLI::App& app) {
  auto options = std::make_shared<IncidentArguments>();
  if (const char* user = std::getenv("USER")) options->by = user;
  app.add_option("action", options->action, "list them, show one, or note what you know")
      ->check(CLI::IsMember({"list", "show", "note"}))
      ->capture_default_str();
  app.add_option("what", options->what, "the note, or the number of the incident (else the last one)");
  app.add_option("--store", options->store, "the file in which ante watch keeps what it sees");
  app.add_option("--by", options->by, "who says it");
  return [options]() -> Result<Exit> {
    if (options->action == "show" && !options->what.empty()) options->number = TRY(incident_number(options->what));
    return run_incident(*options);
  };
}

}  // namespace ante::cli
