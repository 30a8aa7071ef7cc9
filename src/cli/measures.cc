#include "cli/measures.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "cli/histories.h"
#include "cli/inspection.h"
#include "cli/terminal.h"
#include "render/measures.h"

namespace ante::cli {
namespace {

using incident::Measure;

Result<incident::Event> written_down(store::History& history, incident::Event event) {
  std::vector<incident::Event> events{std::move(event)};
  TRY(history.add(events));
  return std::move(events.front());
}

// The event with which it began; nothing where the measure is about none.
Result<std::optional<std::int64_t>> beginning_of(store::History& history, const std::optional<int>& number) {
  if (number == 0) return std::nullopt;
  if (!number && incident::incidents(TRY(history.events())).empty()) return std::nullopt;
  auto its = TRY(incident_of(history, number.value_or(0)));
  return its.first(incident::Event::Kind::seen)->number;
}

Result<void> is_whole(const MeasureArguments& options) {
  for (auto& [option, text] : {std::pair{"what is to be done", &options.what},
                               {"--owner", &options.owner},
                               {"--due", &options.due},
                               {"--check", &options.check}})
    if (trim(*text).empty())
      return bad_input(fmt::format("{} is not said", option),
                       "ante incident action 'an index on bill(buyer)' --owner anna --due 2026-12-15 --check 'index "
                       "public.bill(buyer)'");
  return {};
}

std::map<std::int64_t, int> incidents_by_measure(const std::vector<incident::Event>& events) {
  std::map<std::int64_t, int> by_measure;
  for (auto& one : incident::incidents(events))
    for (auto& measure : one.measures) by_measure[measure.number] = one.number;
  return by_measure;
}

Result<Inspection> inspection_of(const MeasureArguments& options, store::History& history) {
  Inspection::Means means{.database = options.database, .runs_commands = options.runs_commands};
  means.name = TRY(history.database());
  means.config = options.config.empty() ? TRY(find_config()) : TRY(read_config(options.config));
  means.config.policy.today = incident::day_of(this_moment());
  return Inspection(std::move(means));
}

// What is found of each; what came of it is kept at once, since the next look may be stopped.
Result<std::map<std::int64_t, std::string>> look_at_each(store::History& history, Inspection& inspection) {
  std::map<std::int64_t, std::string> found;
  for (auto& measure : incident::measures(TRY(history.events()))) {
    if (measure.state != Measure::State::open && measure.state != Measure::State::done) continue;
    auto answer = TRY(inspection.look(measure.check));
    found[measure.number] = answer.says;
    if (auto event = incident::after_a_look(measure, answer, this_moment())) TRY(written_down(history, *event));
  }
  return found;
}

}  // namespace

void declare_measure_options(CLI::App& app, MeasureArguments& options) {
  app.add_option("why", options.why, "of done and drop: why");
  app.add_option("--incident", options.incident, "of action: which incident it is about (else the last one); 0: none")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--owner", options.owner, "of action: whose it is");
  app.add_option("--due", options.due, "of action: its last day, 2026-12-15");
  app.add_option("--check", options.check, "of action: what is so when it is done: 'index public.bill(buyer)'");
  app.add_option("--database", options.database, "of actions: look at what is in the database there too");
  app.add_option("--config", options.config,
                 "of actions: the ante.toml of the gates and drills (else the nearest one)");
  app.add_flag("--run-commands", options.runs_commands, "of actions: run the commands that are checks too");
}

Result<Exit> propose_measure(const MeasureArguments& options) {
  TRY(is_whole(options));
  auto check = TRY(incident::read_check(options.check));
  TRY(can_be_looked_at(check));
  auto due = TRY(incident::read_day(options.due));
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::go_on(path));
  Measure measure{.at = this_moment(),
                  .says = options.what,
                  .owner = options.owner,
                  .due = due,
                  .check = std::string(trim(options.check))};
  measure.incident = TRY(beginning_of(history, options.incident));
  auto event = TRY(written_down(history, incident::proposed(measure, options.by)));
  fmt::print("proposed as event {}; ante incident actions looks whether it is done\n", event.number);
  return Exit::fine;
}

Result<Exit> list_measures(const MeasureArguments& options) {
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::go_on(path));
  auto inspection = TRY(inspection_of(options, history));
  auto found = TRY(look_at_each(history, inspection));
  auto events = TRY(history.events());
  auto incidents = incidents_by_measure(events);
  std::vector<render::ListedMeasure> listed;
  for (auto& measure : incident::measures(events))
    listed.push_back({.measure = measure, .incident = incidents[measure.number], .found = found[measure.number]});
  if (listed.empty()) fmt::print("No measure has been proposed: ante incident action proposes one.\n");
  const auto now = this_moment();
  fmt::print("{}", render::measures_text(listed, now, look()));
  bool late = std::ranges::any_of(listed, [&](auto& one) { return one.measure.is_overdue(now); });
  return late ? Exit::blocked : Exit::fine;
}

Result<Exit> end_measure(const MeasureArguments& options, Measure::State state) {
  auto path = TRY(history_path(options.store));
  auto history = TRY(store::History::go_on(path));
  std::int64_t number = 0;
  auto* last = options.what.data() + options.what.size();
  auto [end, error] = std::from_chars(options.what.data(), last, number);
  auto all = incident::measures(TRY(history.events()));
  auto measure = std::ranges::find(all, number, &Measure::number);
  if (error != std::errc() || end != last || measure == all.end())
    return bad_input(fmt::format("'{}' is the number of no measure", options.what),
                     "ante incident actions lists them, each with its number in brackets");
  if (measure->state == Measure::State::ended || measure->state == Measure::State::dropped)
    return bad_input(fmt::format("measure {} is {} already: {}", number, word(measure->state), measure->because),
                     "propose another one");
  if (trim(options.why).empty())
    return bad_input("why is not said", fmt::format("ante incident drop {} 'the table goes next month'", number));
  auto event = TRY(written_down(history, incident::by_hand(*measure, state, options.why, options.by, this_moment())));
  fmt::print("noted as event {}\n", event.number);
  return Exit::fine;
}

}  // namespace ante::cli
