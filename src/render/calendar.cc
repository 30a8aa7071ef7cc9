#include "render/calendar.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/units.h"
#include "incident/measure.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using incident::Appointment;

constexpr std::size_t longest_appointment = 400, beneath_an_appointment = 28;
constexpr double a_whole_day = 86'400;

std::string to_the_minute(double at) { return incident::moment_text(at).substr(0, 16); }

std::string for_how_long(const Appointment& one, double now) {
  if (one.kind == Appointment::Kind::plan) return human(Millis(std::llround((one.to - one.from) * 1e3)));
  if (one.kind == Appointment::Kind::kept) return "may go";
  return now >= one.to ? "overdue" : "due";
}

std::string event_numbers(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (auto number : numbers) text += fmt::format("{}[{}]", text.empty() ? "" : ", ", number);
  return text;
}

}  // namespace

std::string text(const Calendar& calendar, const Look& look) {
  std::string text;
  for (auto& one : calendar.appointments) {
    bool is_measure = one.kind == Appointment::Kind::measure;
    bool is_overdue = is_measure && calendar.now >= one.to;
    auto when = is_measure ? incident::day_of(one.from) : to_the_minute(one.from);
    auto what = one_line(one.says, longest_appointment);
    if (!one.who.empty()) what += fmt::format(" ({})", one_line(one.who, longest_appointment));
    if (one.kind != Appointment::Kind::kept) what += fmt::format(" [{}]", one.number);
    auto lines = wrapped(readable(what), look.width, beneath_an_appointment);
    lines.replace(0, beneath_an_appointment, fmt::format("{:<16}  {:<8}  ", when, for_how_long(one, calendar.now)));
    lines.pop_back();
    for (auto& line : split(lines, '\n')) text += look.in(is_overdue ? Tone::bad : Tone::plain, line) + "\n";
    if (!one.together_with.empty())
      text += in_lines(look, "at the same time as " + event_numbers(one.together_with), beneath_an_appointment,
                       Tone::doubtful);
  }
  return text.empty() ? "Nothing is planned, and no measure is open.\n" : text;
}

std::string json(const Calendar& calendar) {
  auto all = nlohmann::ordered_json::array();
  for (auto& one : calendar.appointments)
    all.push_back({{"kind", word(one.kind)},
                   {"number", one.number},
                   {"from", one.from},
                   {"to", one.to},
                   {"says", one.says},
                   {"who", one.who},
                   {"together_with", one.together_with}});
  nlohmann::ordered_json document{{"format", 1}, {"database", calendar.database}, {"appointments", std::move(all)}};
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

namespace {

// Of a text; what is an end of a line in it stays one.
std::string ical_text(std::string_view text) {
  std::string safe = replace_all(readable(text), "\\", "\\\\");
  for (auto [sign, instead] : {std::pair{";", "\\;"}, {",", "\\,"}, {"\n", "\\n"}})
    safe = replace_all(safe, sign, instead);
  return safe;
}

// A line ends after 75 bytes at most, never within a character, and goes on behind a space.
std::string folded(std::string_view line) {
  constexpr std::size_t most = 75;
  std::string text;
  std::size_t in_this_line = 0;
  for (std::size_t at = 0; at < line.size();) {
    auto next = at + 1;
    while (next < line.size() && (static_cast<unsigned char>(line[next]) & 0xC0) == 0x80) ++next;
    if (in_this_line + (next - at) > most) text += "\r\n ", in_this_line = 1;
    text += line.substr(at, next - at);
    in_this_line += next - at;
    at = next;
  }
  return text + "\r\n";
}

std::string utc_of(double at) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

std::string date_alone(double at) { return replace_all(incident::day_of(at), "-", ""); }

// The same for the same appointment whenever it is asked for, and no other's: by it a calendar knows it again.
std::string name_in_calendars(const Appointment& one, const std::string& database) {
  return fmt::format("{}-{}-{:.0f}@{}.antemortem", word(one.kind), one.number, one.said * 1e3, url_encoded(database));
}

std::string ical_event(const Appointment& one, const std::string& database) {
  bool takes_a_day = one.kind == Appointment::Kind::measure;
  auto text = folded("BEGIN:VEVENT") + folded("UID:" + name_in_calendars(one, database)) +
              folded("DTSTAMP:" + utc_of(one.said));
  text += takes_a_day ? folded("DTSTART;VALUE=DATE:" + date_alone(one.from)) +
                            folded("DTEND;VALUE=DATE:" + date_alone(one.from + a_whole_day))
                      : folded("DTSTART:" + utc_of(one.from));
  if (one.kind == Appointment::Kind::plan) text += folded("DTEND:" + utc_of(one.to));
  auto what = one.who.empty() ? one.says : fmt::format("{} ({})", one.says, one.who);
  text += folded("SUMMARY:" + ical_text(what));
  if (!one.together_with.empty())
    text += folded("DESCRIPTION:" + ical_text("at the same time as " + event_numbers(one.together_with)));
  // What is due on a day leaves the people who have to do it free on that day.
  if (one.kind != Appointment::Kind::plan) text += folded("TRANSP:TRANSPARENT");
  return text + folded("END:VEVENT");
}

}  // namespace

std::string ical(const Calendar& calendar) {
  auto text = folded("BEGIN:VCALENDAR") + folded("VERSION:2.0") + folded("PRODID:-//antemortem//ante calendar//EN");
  for (auto& one : calendar.appointments) text += ical_event(one, calendar.database);
  return text + folded("END:VCALENDAR");
}

}  // namespace ante::render
