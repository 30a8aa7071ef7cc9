#include "render/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.h"
#include "render/impact.h"
#include "render/strangers.h"
#include "render/times.h"

namespace ante::render {
namespace {

using incident::Course;
using incident::Event;
using incident::Figures;
using incident::Incident;
using incident::Pulse;

constexpr double nobody_looked = 90, joins = 1;  // seconds between two moments; between two intervals

// Intervals so many seconds long at least, where they join.
std::vector<Course::Step> in_longer_steps(const std::vector<Course::Step>& steps, double seconds) {
  std::vector<Course::Step> longer;
  for (auto& step : steps) {
    bool goes_on = !longer.empty() && step.over.from - longer.back().over.to < joins &&
                   step.over.to - longer.back().over.from <= seconds;
    if (!goes_on) {
      longer.push_back(step);
    } else {
      longer.back().over.to = step.over.to;
      longer.back().done += step.done;
    }
  }
  return longer;
}

// Runs of moments between which somebody looked; of those that are drawn at one point the most.
std::vector<std::vector<Pulse>> in_runs(const std::vector<Pulse>& pulse, double seconds) {
  std::vector<std::vector<Pulse>> runs;
  double before = 0;
  for (auto& one : pulse) {
    if (runs.empty() || one.at - before > nobody_looked) runs.emplace_back();
    before = one.at;
    auto& run = runs.back();
    if (!run.empty() && std::floor(run.back().at / seconds) == std::floor(one.at / seconds)) {
      run.back().active = std::max(run.back().active, one.active);
      run.back().waiting = std::max(run.back().waiting, one.waiting);
    } else {
      run.push_back(one);
    }
  }
  return runs;
}

// How a value becomes a height.
struct Scale {
  double base = 0, height = 0, most = 1;
  double y(double value) const { return base - std::min(value, most) / most * height; }
};

class Picture {
 public:
  Picture(const Incident& incident, const Figures& figures)
      : incident_(incident), figures_(figures), span_(incident::shown_of(incident, figures.last_seen)) {}

  std::string drawn() {
    marks("changes", Event::Kind::change, "change");
    bool is_first = true;
    for (auto& event : incident_.events)
      if (event.kind == Event::Kind::seen) trouble(event, std::exchange(is_first, false));
    marks("explained", Event::Kind::suspect, "suspect");
    marks("people", Event::Kind::note, "note");
    marks("not seen", Event::Kind::gap, "gap");
    sessions();
    for (auto& course : figures_.worst) query(course);
    clock();
    edges();
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 {} {:.0f}" role="img" )"
                       R"(aria-labelledby="timeline-title timeline-desc"><title id="timeline-title">{}</title>)"
                       R"(<desc id="timeline-desc">{}</desc><style>{}</style>{}</svg>)"
                       "\n",
                       width, y_ + foot, title_of_all(), description(), style, svg_);
  }

 private:
  static constexpr double width = 900, left = 100, right = 12, lane = 22, foot = 24, gap = 8;
  static constexpr double tall = 100, low = 44;  // charts
  static constexpr double half_a_time = 26;
  static constexpr double points = 400;  // of a line, at most
  static constexpr std::size_t label_at_most = 90, query_at_most = 110;
  static constexpr const char* style =
      ".timeline text{font-family:system-ui,'DejaVu Sans','Liberation Sans',Arial,sans-serif;font-size:11px;fill:#555}"
      ".timeline .trouble{fill:#c33;opacity:.55}.timeline .change{fill:#26a}.timeline .note{fill:#2a6}"
      ".timeline .suspect{fill:#a5c}.timeline .gap{fill:#888}.timeline .grid{stroke:#bbb;stroke-width:.5}"
      ".timeline .edge{stroke:#c33;stroke-width:.7;stroke-dasharray:3 3}"
      ".timeline .active,.timeline .calls{fill:none;stroke:#26a;stroke-width:1.4}"
      ".timeline .ms{fill:none;stroke:#a50;stroke-width:1.4}.timeline .waiting{fill:#c33;opacity:.35}"
      ".timeline .key-active{fill:#26a}.timeline .key-ms{fill:#a50}"
      "@media(prefers-color-scheme:dark){.timeline text{fill:#aaa}.timeline .grid{stroke:#555}}";

  double seconds_a_point() const { return std::max(1e-3, span_.to - span_.from) / points; }
  double x(double at) const {
    auto share = (std::clamp(at, span_.from, span_.to) - span_.from) / std::max(1e-3, span_.to - span_.from);
    return left + share * (width - left - right);
  }
  void text(double x, double y, std::string_view anchor, std::string_view shown) {
    svg_ += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>)", x, y, anchor, escaped(shown));
  }
  void label(std::string_view shown) { text(left - gap, y_ + lane * 0.68, "end", shown); }

  // A mark for each; what it says is shown where the mouse rests on it.
  void marks(std::string_view name, Event::Kind kind, std::string_view look) {
    bool any = false;
    for (auto& event : incident_.events) {
      if (event.kind != kind) continue;
      if (!std::exchange(any, true)) label(name);
      svg_ += fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="5"><title>{}</title></circle>)", look,
                          x(event.at), y_ + lane / 2, title(event));
    }
    if (!any) return;
    lanes_.emplace_back(name);
    y_ += lane;
  }

  void trouble(const Event& seen, bool is_first) {
    if (is_first) {
      label("wrong");
      lanes_.emplace_back("what was wrong, from when it was seen until it was over");
    }
    auto over = std::ranges::find_if(incident_.events, [&](auto& event) {
      return event.kind == Event::Kind::over && event.about == seen.about && event.number > seen.number;
    });
    auto from = x(seen.at), to = over == incident_.events.end() ? x(span_.to) : x(over->at);
    svg_ += fmt::format(
        R"(<rect class="trouble" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>)", from,
        y_ + 3, std::max(2.0, to - from), lane - 6, title(seen));
    bool fits_behind = from < width * 0.55;
    text(fits_behind ? from + 4 : from - 4, y_ + lane * 0.68, fits_behind ? "start" : "end",
         one_line(seen.says, label_at_most));
    y_ += lane;
  }

  // A line above a chart that says what its colours are.
  void key(std::string_view look, double at, std::string_view says) {
    svg_ += fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="10" height="4"/>)", look, at, y_ + lane * 0.4);
    text(at + 14, y_ + lane * 0.68, "start", says);
  }

  // The lines of a chart, at nothing and at its most, with what these are.
  Scale frame(double height, double most, std::string_view shown) {
    Scale scale{.base = y_ + height + gap, .height = height, .most = std::max(most, 1e-6)};
    for (auto value : {0.0, scale.most}) {
      svg_ += fmt::format(R"(<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>)", left, width - right,
                          scale.y(value));
      text(left - gap, scale.y(value) + 4, "end", value == 0 ? "0" : shown);
    }
    y_ = scale.base;
    return scale;
  }

  void sessions() {
    lanes_.emplace_back("sessions at work and in line for a lock");
    std::int64_t most = 4;
    for (auto& one : figures_.pulse) most = std::max({most, one.active, one.waiting});
    key("key-active", left, "at work");
    key("waiting", left + 80, "in line for a lock");
    y_ += lane - gap;
    auto scale = frame(tall, static_cast<double>(most), fmt::format("{} sessions", most));
    for (auto& run : in_runs(figures_.pulse, seconds_a_point())) {
      std::string active, waiting;
      for (auto& one : run) {
        active += fmt::format("{:.1f},{:.1f} ", x(one.at), scale.y(static_cast<double>(one.active)));
        waiting += fmt::format("{:.1f},{:.1f} ", x(one.at), scale.y(static_cast<double>(one.waiting)));
      }
      svg_ += fmt::format(
          R"(<polygon class="waiting" points="{:.1f},{:.1f} {}{:.1f},{:.1f}"><title>in line for a lock</title></polygon>)",
          x(run.front().at), scale.base, waiting, x(run.back().at), scale.base);
      svg_ += fmt::format(R"(<polyline class="active" points="{}"><title>at work</title></polyline>)", active);
    }
  }

  // Two charts of one query: how long a call took, and how many there were.
  void query(const Course& course) {
    auto shown = course.text.empty() ? "a query whose text is not known" : one_line(course.text, query_at_most);
    lanes_.push_back("milliseconds a call and calls a second of " + shown);
    y_ += gap;
    key("key-ms", left, shown);
    y_ += lane - gap;
    auto steps = in_longer_steps(course.steps, seconds_a_point());
    auto calls_a_second = [](const Course::Step& step) {
      return step.done.calls / std::max(1e-3, step.over.to - step.over.from);
    };
    double most_ms = 0, most_calls = 0;
    for (auto& step : steps) {
      most_ms = std::max(most_ms, step.done.ms_a_call());
      most_calls = std::max(most_calls, calls_a_second(step));
    }
    auto of_ms = frame(low, most_ms, in_ms(most_ms) + " a call");
    line(steps, "ms", [&](auto& step) {
      return step.done.calls > 0 ? std::optional(of_ms.y(step.done.ms_a_call())) : std::nullopt;
    });
    y_ += gap;
    auto of_calls = frame(low, most_calls, fmt::format("{:.{}f} calls/s", most_calls, most_calls < 10 ? 1 : 0));
    line(steps, "calls", [&](auto& step) { return std::optional(of_calls.y(calls_a_second(step))); });
  }

  // It is level through each interval, and ends where nothing was counted.
  template <class HeightOf>
  void line(const std::vector<Course::Step>& steps, std::string_view look, const HeightOf& height_of) {
    std::string path;
    double until = 0;
    for (auto& step : steps) {
      auto y = height_of(step);
      if (!y) {
        until = 0;
        continue;
      }
      path += fmt::format("{}{:.1f} {:.1f}H{:.1f}", step.over.from - until < joins ? "L" : "M", x(step.over.from), *y,
                          x(step.over.to));
      until = step.over.to;
    }
    if (!path.empty()) svg_ += fmt::format(R"(<path class="{}" d="{}"/>)", look, path);
  }

  // A time at each of some round distances.
  void clock() {
    double step = 1;
    for (double wider : {2, 5, 10, 30, 60, 120, 300, 600, 1'800, 3'600, 10'800, 43'200, 86'400})
      if ((span_.to - span_.from) / step > 9) step = wider;
    text(left - gap, y_ + foot * 0.7, "end", "UTC");
    for (double at = std::ceil(span_.from / step) * step; at <= span_.to; at += step)
      if (x(at) > left + half_a_time && x(at) < width - half_a_time)
        text(x(at), y_ + foot * 0.7, "middle", utc_clock(at));
  }

  // When it was first seen, and when it was over.
  void edges() {
    auto edge = [&](double at) {
      svg_ += fmt::format(R"(<line class="edge" x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="{1:.1f}"/>)", x(at), y_);
    };
    edge(incident_.from);
    if (incident_.to) edge(*incident_.to);
  }

  std::string title_of_all() const {
    auto* first = incident_.first(Event::Kind::seen);
    return escaped(first ? one_line(first->says, 120) : "An incident");
  }
  std::string description() const {
    return escaped(fmt::format("{}, {} to {} UTC. One above the other, on one clock: {}.", utc_day(span_.from),
                               utc_clock(span_.from), utc_clock(span_.to), join(lanes_, "; ")));
  }
  static std::string title(const Event& event) {
    return escaped(fmt::format("[{}] {} {}", event.number, utc_clock(event.at), one_line(event.says, 300)));
  }

  const Incident& incident_;
  const Figures& figures_;
  incident::Span span_;
  double y_ = 0;
  std::vector<std::string> lanes_;
  std::string svg_;
};

}  // namespace

std::string timeline_svg(const Incident& incident, const Figures& figures) {
  return Picture(incident, figures).drawn();
}

}  // namespace ante::render
