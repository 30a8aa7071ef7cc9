#include "render/timeline.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using incident::Event;
using incident::Incident;
using incident::Pulse;

constexpr double width = 900, left = 90, right = 12, lane = 22, chart = 120, foot = 24, gap = 8;
constexpr double around = 0.2, least_around = 30;  // of the incident's length; seconds
constexpr std::size_t label_at_most = 90;

class Picture {
 public:
  Picture(const Incident& incident, const std::vector<Pulse>& pulse)
      : incident_(incident), pulse_(pulse), span_(span_of(incident)) {}

  std::string drawn() {
    lane_of("changes", Event::Kind::change, "change");
    for (auto& event : incident_.events)
      if (event.kind == Event::Kind::seen) trouble(event);
    lane_of("people", Event::Kind::note, "note");
    sessions();
    clock();
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 {} {:.0f}" role="img">)"
                       "<style>{}</style>{}</svg>\n",
                       width, y_ + foot, style, svg_);
  }

 private:
  static constexpr const char* style =
      ".timeline text{font:11px system-ui,sans-serif;fill:#555}.timeline .trouble{fill:#c33;opacity:.55}"
      ".timeline .change{fill:#26a}.timeline .note{fill:#2a6}.timeline .grid{stroke:#bbb;stroke-width:.5}"
      ".timeline .active{fill:none;stroke:#26a;stroke-width:1.4}.timeline .waiting{fill:#c33;opacity:.35}"
      "@media(prefers-color-scheme:dark){.timeline text{fill:#aaa}.timeline .grid{stroke:#555}}";

  double x(double at) const {
    auto share = (std::clamp(at, span_.from, span_.to) - span_.from) / std::max(1e-3, span_.to - span_.from);
    return left + share * (width - left - right);
  }
  void label(std::string_view text) {
    svg_ +=
        fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)", left - gap, y_ + lane * 0.68, text);
  }

  // A mark for each; what it says is shown where the mouse rests on it.
  void lane_of(std::string_view name, Event::Kind kind, std::string_view look) {
    bool any = false;
    for (auto& event : incident_.events) {
      if (event.kind != kind) continue;
      if (!std::exchange(any, true)) label(name);
      svg_ += fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="5"><title>{}</title></circle>)", look,
                          x(event.at), y_ + lane / 2, title(event));
    }
    if (any) y_ += lane;
  }

  void trouble(const Event& seen) {
    auto over = std::ranges::find_if(incident_.events, [&](auto& event) {
      return event.kind == Event::Kind::over && event.about == seen.about && event.number > seen.number;
    });
    auto from = x(seen.at), to = over == incident_.events.end() ? x(span_.to) : x(over->at);
    svg_ += fmt::format(
        R"(<rect class="trouble" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>)", from,
        y_ + 3, std::max(2.0, to - from), lane - 6, title(seen));
    bool fits_behind = from < width * 0.55;
    svg_ += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>)", fits_behind ? from + 4 : from - 4,
                        y_ + lane * 0.68, fits_behind ? "start" : "end", escaped(one_line(seen.says, label_at_most)));
    y_ += lane;
  }

  void sessions() {
    std::int64_t most = 4;
    for (auto& one : pulse_) most = std::max(most, one.active);
    auto top = y_ + gap, base = top + chart;
    auto height_of = [&](std::int64_t count) {
      return base - static_cast<double>(count) / static_cast<double>(most) * chart;
    };
    for (auto count : {std::int64_t{0}, most / 2, most}) {
      svg_ += fmt::format(R"(<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>)", left, width - right,
                          height_of(count));
      svg_ +=
          fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)", left - gap, height_of(count) + 4,
                      count == most ? fmt::format("{} sessions", count) : std::to_string(count));
    }
    std::string active, waiting;
    for (auto& one : pulse_) {
      active += fmt::format("{:.1f},{:.1f} ", x(one.at), height_of(one.active));
      waiting += fmt::format("{:.1f},{:.1f} ", x(one.at), height_of(one.waiting));
    }
    if (!pulse_.empty()) {
      svg_ += fmt::format(
          R"(<polygon class="waiting" points="{:.1f},{:.1f} {}{:.1f},{:.1f}"><title>in line for a lock</title></polygon>)",
          x(pulse_.front().at), base, waiting, x(pulse_.back().at), base);
      svg_ += fmt::format(R"(<polyline class="active" points="{}"><title>at work</title></polyline>)", active);
    }
    y_ = base;
  }

  // A time at each of some round distances.
  void clock() {
    double step = 1;
    for (double wider : {2, 5, 10, 30, 60, 120, 300, 600, 1'800, 3'600, 10'800, 43'200, 86'400})
      if ((span_.to - span_.from) / step > 9) step = wider;
    for (double at = std::ceil(span_.from / step) * step; at <= span_.to; at += step)
      svg_ += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{:%H:%M:%S}</text>)", x(at),
                          y_ + foot * 0.7, fmt::gmtime(static_cast<std::time_t>(at)));
  }

  static std::string title(const Event& event) {
    return escaped(fmt::format("[{}] {:%H:%M:%S} {}", event.number,
                               fmt::gmtime(static_cast<std::time_t>(std::floor(event.at))), one_line(event.says, 300)));
  }

  const Incident& incident_;
  const std::vector<Pulse>& pulse_;
  Span span_;
  double y_ = 0;
  std::string svg_;
};

}  // namespace

Span span_of(const Incident& incident) {
  auto last = incident.to.value_or(incident.events.empty() ? incident.from : incident.events.back().at);
  auto first = incident.events.empty() ? incident.from : std::min(incident.from, incident.events.front().at);
  auto more = std::max(least_around, (last - first) * around);
  return {first - more, last + more};
}

std::string timeline_svg(const Incident& incident, const std::vector<Pulse>& pulse) {
  return Picture(incident, pulse).drawn();
}

}  // namespace ante::render
