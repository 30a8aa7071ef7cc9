#include "incident/measure.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "base/units.h"

namespace ante::incident {
namespace {

using State = Measure::State;

constexpr double one_day = 86'400;
constexpr std::string_view its_owner = "owner ", its_day = "by ", its_check = "check ",
                           its_incident = "of the incident that began with event ";

constexpr std::array<std::pair<State, std::string_view>, 4> states{
    {{State::open, "open"}, {State::done, "done"}, {State::ended, "ended"}, {State::dropped, "dropped"}}};

constexpr std::array<std::pair<std::string_view, Check::Kind>, 7> kinds_of_check{
    {{"index", Check::Kind::index},
     {"unique", Check::Kind::unique},
     {"constraint", Check::Kind::constraint},
     {"gate", Check::Kind::gate},
     {"drill", Check::Kind::drill},
     {"sql", Check::Kind::sql},
     {"command", Check::Kind::command}}};

void skip_spaces(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
}

bool stands_in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// A name off the front, as the server spells it: small, unless it is quoted; "" where there is none.
std::string take_name(std::string_view& rest) {
  std::string name;
  if (!rest.starts_with('"')) {
    auto end = static_cast<std::size_t>(std::ranges::find_if_not(rest, stands_in_a_name) - rest.begin());
    name = lower(rest.substr(0, end));
    rest.remove_prefix(end);
    return name;
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    bool ends = rest[i] == '"' && !rest.substr(i + 1).starts_with('"');
    if (ends) {
      rest.remove_prefix(i + 1);
      return name;
    }
    if (rest[i] == '"') ++i;
    name += rest[i];
  }
  return {};
}

// A table off the front, as it is written; "" where there is none.
std::string take_table(std::string_view& rest) {
  auto whole = rest;
  if (take_name(rest).empty()) return {};
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    if (take_name(rest).empty()) return {};
  }
  return std::string(whole.substr(0, whole.size() - rest.size()));
}

// "(buyer, day)", and nothing behind it; nothing where it is not that.
std::vector<std::string> take_columns(std::string_view rest) {
  std::vector<std::string> columns;
  skip_spaces(rest);
  if (!rest.starts_with('(')) return {};
  do {
    rest.remove_prefix(1);
    skip_spaces(rest);
    columns.push_back(take_name(rest));
    skip_spaces(rest);
    if (columns.back().empty()) return {};
  } while (rest.starts_with(','));
  return rest == ")" ? columns : std::vector<std::string>{};
}

bool read_into(Check& check, std::string_view rest) {
  switch (check.kind) {
    case Check::Kind::index:
    case Check::Kind::unique:
      check.of = take_table(rest);
      check.parts = take_columns(rest);
      return !check.of.empty() && !check.parts.empty();
    case Check::Kind::constraint:
      check.of = take_table(rest);
      skip_spaces(rest);
      check.parts = {take_name(rest)};
      return !check.of.empty() && !check.parts.front().empty() && rest.empty();
    case Check::Kind::gate: {
      auto equals = rest.find('=');
      if (equals == rest.npos) return false;
      check.of = trim(rest.substr(0, equals));
      check.parts = {std::string(trim(rest.substr(equals + 1)))};
      return !check.of.empty() && !check.parts.front().empty();
    }
    case Check::Kind::sql:
      while (rest.ends_with(';')) rest = trim(rest.substr(0, rest.size() - 1));
      [[fallthrough]];
    case Check::Kind::drill:
    case Check::Kind::command:
      check.of = rest;
      return !check.of.empty();
  }
  return false;
}

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Measure proposed_by(const Event& event) {
  return {.number = event.number,
          .at = event.at,
          .says = event.says,
          .owner = shown_after(event, its_owner),
          .due = read_day(shown_after(event, its_day)).value_or(0),
          .check = shown_after(event, its_check),
          .incident = read_number(shown_after(event, its_incident))};
}

Event decision(const Measure& measure, State state, std::string says, double at) {
  return {.at = at,
          .kind = Event::Kind::measure,
          .about = fmt::format("measure {} {}", measure.number, word(state)),
          .says = std::move(says)};
}

}  // namespace

Result<Check> read_check(std::string_view text) {
  auto whole = trim(text);
  auto first = whole.substr(0, whole.find_first_of(" \t\r\n"));
  Check check;
  auto kind = std::ranges::find(kinds_of_check, first, &std::pair<std::string_view, Check::Kind>::first);
  if (kind != kinds_of_check.end()) {
    check.kind = kind->second;
    if (read_into(check, trim(whole.substr(first.size())))) return check;
  }
  return bad_input(fmt::format("'{}' is no check", one_line(text, 120)),
                   "write it as one of: 'index public.bill(buyer)', 'unique public.bill(buyer, day)', 'constraint "
                   "public.bill bill_buyer_fkey', 'gate plan-worse=block', 'drill tickets', 'sql SELECT …', 'command "
                   "./is-it-so'");
}

bool Measure::is_overdue(double now) const { return state == State::open && now >= due + one_day; }

std::string_view word(Measure::State state) {
  return std::ranges::find(states, state, &std::pair<State, std::string_view>::first)->second;
}

std::string shown_after(const Event& event, std::string_view words) {
  auto line = std::ranges::find_if(event.shown, [&](auto& one) { return one.starts_with(words); });
  return line == event.shown.end() ? std::string() : line->substr(words.size());
}

std::vector<Measure> measures(const std::vector<Event>& events) {
  std::vector<Measure> found;
  for (auto& event : events) {
    if (event.kind != Event::Kind::measure) continue;
    auto parts = split(event.about, ' ');  // "measure", or "measure 17 done"
    if (parts.size() == 1) {
      found.push_back(proposed_by(event));
      continue;
    }
    auto number = read_number(parts[1]);
    auto measure = std::ranges::find_if(found, [&](auto& one) { return one.number == number; });
    auto state = std::ranges::find(states, parts.back(), &std::pair<State, std::string_view>::second);
    if (measure == found.end() || state == states.end()) continue;
    measure->state = state->first;
    measure->decided_by = event.number;
    measure->because = event.says;
  }
  return found;
}

Event proposed(const Measure& measure, const std::string& by) {
  Event event{.at = measure.at, .kind = Event::Kind::measure, .about = "measure", .says = measure.says};
  event.shown = {fmt::format("{}{}", its_owner, measure.owner), fmt::format("{}{}", its_day, day_of(measure.due)),
                 fmt::format("{}{}", its_check, measure.check)};
  if (measure.incident) event.shown.push_back(fmt::format("{}{}", its_incident, *measure.incident));
  if (!by.empty()) event.shown.push_back("says " + by);
  return event;
}

std::optional<Event> after_a_look(const Measure& measure, const Answer& answer, double at) {
  if (!answer.holds) return std::nullopt;
  if (measure.state == State::open && *answer.holds) return decision(measure, State::done, answer.says, at);
  if (measure.state == State::done && !*answer.holds) return decision(measure, State::open, answer.says, at);
  return std::nullopt;
}

Event by_hand(const Measure& measure, Measure::State state, const std::string& why, const std::string& by, double at) {
  auto event = decision(measure, state, why, at);
  if (!by.empty()) event.shown.push_back("says " + by);
  return event;
}

std::string day_of(double at) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

Result<double> read_day(const std::string& text) {
  auto at = read_moment(text + " 00:00", 0);
  // The 31st of February would be a day in March.
  if (at && day_of(*at) == text) return *at;
  return bad_input(fmt::format("'{}' is no day", text), "write it as 2026-12-15");
}

}  // namespace ante::incident
