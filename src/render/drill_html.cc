#include "render/drill_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "render/load_text.h"
#include "render/page.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using drill::Pass;
using drill::Phase;
using drill::Stage;

constexpr double width = 900, height = 220, left = 54, bottom = 26, top = 10;

// From 1 ms at the bottom to 10 s at the top, each step ten times the one below.
double y_of(Histogram::Micros time) {
  double millis = std::max(1.0, static_cast<double>(time.count()) / 1e3);
  return height - bottom - std::min(1.0, std::log10(millis) / 4) * (height - bottom - top);
}

std::string line(const Pass& pass, Histogram::Micros drill::Moment::* which, std::string_view kind, double step) {
  std::string points;
  for (std::size_t i = 0; i < pass.seconds.size(); ++i)
    points += fmt::format("{:.1f},{:.1f} ", left + static_cast<double>(i) * step, y_of(pass.seconds[i].*which));
  return fmt::format(R"(<polyline class="{}" points="{}"/>)", kind, points);
}

std::string band(const Phase& phase, std::string_view kind, double step) {
  return fmt::format(R"(<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{:.1f}"/>)", kind,
                     left + phase.from * step, top, (phase.to - phase.from) * step, height - bottom - top);
}

std::string grid() {
  std::string svg;
  for (auto [millis, label] :
       {std::pair{1, "1 ms"}, {10, "10 ms"}, {100, "100 ms"}, {1'000, "1 s"}, {10'000, "10 s"}}) {
    double y = y_of(Histogram::Micros(millis * 1'000));
    svg += fmt::format(R"(<line class="grid" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>)", left, width - 10, y);
    svg += fmt::format(R"(<text x="{}" y="{:.1f}" text-anchor="end">{}</text>)", left - 6, y + 4, label);
  }
  return svg;
}

// How long people waited, second by second, and what share of their actions failed.
std::string picture(const Pass& pass) {
  double step = (width - left - 10) / std::max(1.0, static_cast<double>(pass.seconds.size()));
  std::string svg = fmt::format(R"(<svg viewBox="0 0 {} {}" role="img">)", width, height);
  svg += band(pass.peace, "peace", step) +
         band({pass.struck.from, std::max({pass.struck.to, pass.hurried.to, pass.undoing.to})}, "struck", step) +
         grid();
  for (std::size_t i = 0; i < pass.seconds.size(); ++i) {
    auto& second = pass.seconds[i];
    if (second.failed == 0) continue;
    double tall = static_cast<double>(second.failed) / static_cast<double>(second.tried) * (height - bottom - top);
    svg += fmt::format(R"(<rect class="failed" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                       left + static_cast<double>(i) * step, height - bottom - tall, std::max(1.0, step - 1), tall);
  }
  svg += line(pass, &drill::Moment::p50, "p50", step) + line(pass, &drill::Moment::p99, "p99", step);
  for (std::size_t i = 0; i <= pass.seconds.size(); i += 10)
    svg += fmt::format(R"(<text x="{:.1f}" y="{}" text-anchor="middle">{} s</text>)",
                       left + static_cast<double>(i) * step, height - 8, i);
  return svg + R"(</svg><p class="key"><b class="k99">—</b> 99 of 100 waited less · <b class="k50">—</b> half of them )"
               R"(did · <b class="kf">▮</b> the share of actions that failed</p>)";
}

std::string row(std::string_view name, const Phase& phase) {
  if (phase.to <= phase.from) return {};
  auto& met = phase.met;
  return fmt::format(
      "<tr><th>{}</th><td>{} s</td><td>{}</td><td>{}</td><td>{:.1f} %</td><td>{}</td><td>{}</td><td>{:.0f} %</td></tr>",
      name, phase.to - phase.from, met.tried(), met.failed, phase.users.share() * 100,
      shown(met.latency.percentile(50)), shown(met.latency.percentile(99)), phase.processor * 100);
}

std::string section(std::string_view title, const Pass& pass) {
  std::string html = fmt::format("<h2>{}</h2>{}", escaped(title), picture(pass));
  html +=
      "<table><tr><th></th><th></th><th>actions</th><th>failed</th><th>people affected</th><th>p50</th><th>p99</th>"
      "<th>processor</th></tr>";
  html += row("peace", pass.peace) + row("the change", pass.struck);
  if (pass.beside) html += row("beside it", pass.beside->phase);
  html += row("the hotfix", pass.hurried) + row("undoing it", pass.undoing) + row("afterwards", pass.recovered);
  html += "</table><ul>";
  for (auto& endpoint : pass.endpoints)
    if (endpoint.struck.failed > 0)
      html += fmt::format("<li>{} of {} {}: {}</li>", endpoint.struck.failed, endpoint.struck.tried(),
                          escaped(endpoint.name), escaped(endpoint.fails));
  html += "</ul>";
  html += fmt::format("<p>The change took {}{}.", human(pass.change.took),
                      pass.change.failed.empty() ? "" : " and failed: " + escaped(pass.change.failed));
  if (pass.beside)
    html += fmt::format(" Beside it there was {}: {}.", escaped(pass.beside->words), escaped(pass.beside->felt.says));
  if (!pass.hotfix.empty()) html += " The hotfix did not start: " + escaped(pass.hotfix) + ".";
  if (pass.undo.took.count() > 0)
    html += fmt::format(" To undo it took {}{}.", human(pass.undo.took),
                        pass.undo.failed.empty() ? "" : " and failed: " + escaped(pass.undo.failed));
  return html + "</p>";
}

constexpr const char* drill_style = R"(
svg{width:100%}svg text{font:11px system-ui;fill:#666}
.grid{stroke:#ddd}.peace{fill:#eef6ee}.struck{fill:#fdf1e6}.failed{fill:#c33;opacity:.35}
polyline{fill:none;stroke-width:1.6}.p50{stroke:#69c}.p99{stroke:#246}.k99{color:#246}.k50{color:#69c}.kf{color:#c33}
.key{color:#666;font-size:13px}
@media(prefers-color-scheme:dark){.grid{stroke:#333}.peace{fill:#1b261b}.struck{fill:#2a2117}
.p99{stroke:#9cf}.p50{stroke:#579}.k99{color:#9cf}svg text,.key{fill:#aaa;color:#aaa}}
)";

}  // namespace

std::string html(const drill::Practice& practice) {
  auto& drill = practice.drill;
  auto title = drill.name + ": " + drill.title;
  std::string html = fmt::format("<h1>{}</h1><p>As it was: {}</p><p>Here: {}</p>", escaped(title), escaped(drill.told),
                                 escaped(practice.server));
  if (practice.then) html += section("The change as it struck", *practice.then);
  if (practice.now) html += section("The good change in its place", *practice.now);
  for (auto& [by, pass] : practice.taken_back) html += section("The change as it struck, taken back by " + by, pass);
  if (!practice.lasted.empty()) {
    html +=
        "<h2>How long it lasted</h2><table><tr><th></th><th>in its life</th><th>in this drill</th><th>with "
        "antemortem</th></tr>";
    for (auto& lasted : practice.lasted)
      html += fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>", escaped(lasted.what),
                          escaped(lasted.then), escaped(lasted.in_this_drill), escaped(lasted.with_antemortem));
    html += "</table>";
  }
  html += "<h2>Goals</h2><ul>";
  for (auto& goal : practice.goals)
    html += fmt::format(R"(<li><b class="{}">{}</b> {}: {}</li>)", goal.met ? "yes" : "no", goal.met ? "✓" : "✗",
                        escaped(goal.what), escaped(goal.measured));
  html += "</ul><h2>Stages</h2><ul>";
  for (auto& stage : practice.stages) {
    bool done = stage.state == Stage::State::done, missed = stage.state == Stage::State::missed;
    html += fmt::format(R"(<li><b class="{}">{}</b> {}: {}</li>)",
                        done     ? "yes"
                        : missed ? "no"
                                 : "notyet",
                        done     ? "✓"
                        : missed ? "✗"
                                 : "not yet",
                        escaped(stage.name), escaped(stage.says));
  }
  html += "</ul>";
  if (!practice.words.heard.empty()) {
    html += "<h2>What ante watch said</h2><table><tr><th>second</th><th></th><th></th></tr>";
    for (auto& [second, event] : practice.words.heard)
      html += fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td></tr>", second, word(event.kind), escaped(event.says));
    html += "</table>";
  }
  return page(title, drill_style, html);
}

}  // namespace ante::render
