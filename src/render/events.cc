#include "render/events.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using incident::Event;

Tone tone(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::seen:
      return Tone::bad;
    case Event::Kind::over:
      return Tone::good;
    case Event::Kind::suspect:
      return Tone::strong;
    case Event::Kind::gap:
    case Event::Kind::warning:
      return Tone::doubtful;
    case Event::Kind::not_it:
      return Tone::faint;
    case Event::Kind::change:
    case Event::Kind::note:
    case Event::Kind::measure:
    case Event::Kind::plan:
      return Tone::plain;
  }
  return Tone::plain;
}

constexpr std::size_t indent = 19;

}  // namespace

std::string text(const Event& event, const Look& look) {
  auto when = fmt::gmtime(static_cast<std::time_t>(std::floor(event.at)));
  auto lines = wrapped(readable(one_line(event.says, 400)), look.width, indent);
  lines.replace(0, indent, fmt::format("{:%H:%M:%S}  {:<7}  ", when, word(event.kind)));
  lines.pop_back();
  std::string text;
  for (auto& line : split(lines, '\n')) text += look.in(tone(event.kind), line) + "\n";
  for (auto& shown : event.shown) text += in_lines(look, readable(one_line(shown, 400)), indent, Tone::faint);
  return text;
}

std::string json_line(const Event& event) {
  nlohmann::ordered_json json{{"number", event.number}, {"at", event.at},     {"kind", word(event.kind)},
                              {"about", event.about},   {"says", event.says}, {"shown", event.shown}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ante::render
