#include "render/forecasts.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using incident::Forecast;
using incident::Level;

constexpr double soon = 90 * 86'400.0;

struct OfOne {
  std::string about;
  const std::vector<Level>* levels;
  std::optional<Forecast> forecast;
  double full() const { return forecast && forecast->full ? *forecast->full : INFINITY; }
};

std::vector<OfOne> of_each(const Forecasts& forecasts) {
  std::vector<OfOne> all;
  for (auto& [about, levels] : forecasts.levels) all.push_back({about, &levels, incident::forecast(levels)});
  std::ranges::stable_sort(all, {}, &OfOne::full);
  return all;
}

std::string date_of(double at) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

std::string in_words(const OfOne& one) {
  if (!one.forecast) return "too little was seen of it: five looks, an hour";
  auto& found = *one.forecast;
  auto now = fmt::format("{:.1f} % now, {:+.3f} % a day", found.share * 100, found.a_day * 100);
  if (!found.full) return now + ": it is not full in ten years";
  return fmt::format("{}: full about {} (between {} and {})", now, date_of(*found.full),
                     found.earliest ? date_of(*found.earliest) : "now",
                     found.latest ? date_of(*found.latest) : "never");
}

}  // namespace

std::string text(const Forecasts& forecasts, const Look& look) {
  std::string text;
  for (auto& one : of_each(forecasts)) {
    auto tone = one.full() < forecasts.now + soon    ? Tone::bad
                : one.forecast && one.forecast->full ? Tone::doubtful
                                                     : Tone::plain;
    text += in_lines(look, fmt::format("{}: {}", readable(one.about), in_words(one)), 0, tone);
  }
  return text.empty() ? "Nothing is known of what may run out: ante watch looks every ten minutes.\n" : text;
}

std::string json(const Forecasts& forecasts) {
  auto all = nlohmann::ordered_json::array();
  auto or_null = [](const std::optional<double>& at) {
    return at ? nlohmann::ordered_json(*at) : nlohmann::ordered_json(nullptr);
  };
  for (auto& one : of_each(forecasts)) {
    nlohmann::ordered_json entry{
        {"about", one.about}, {"looks", one.levels->size()}, {"share", one.levels->back().share}};
    if (one.forecast) {
      entry["a_day"] = one.forecast->a_day;
      entry["full"] = or_null(one.forecast->full);
      entry["earliest"] = or_null(one.forecast->earliest);
      entry["latest"] = or_null(one.forecast->latest);
    }
    all.push_back(std::move(entry));
  }
  nlohmann::ordered_json document{{"format", 1}, {"database", forecasts.database}, {"levels", std::move(all)}};
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// A strip for each: what was seen, and where the line leads, up to full.
std::string svg(const Forecasts& forecasts) {
  constexpr double width = 900, left = 300, right = 20, strip = 64, plot = 44;
  double from = forecasts.now, to = forecasts.now;
  auto all = of_each(forecasts);
  for (auto& one : all) {
    from = std::min(from, one.levels->front().at);
    if (one.forecast && one.forecast->full) to = std::max(to, *one.forecast->full);
  }
  to = std::min(to, forecasts.now + 2 * 365 * 86'400.0);
  if (to <= from) to = from + 1;
  auto x = [&](double at) { return left + (std::clamp(at, from, to) - from) / (to - from) * (width - left - right); };
  std::string body;
  double top = 8;
  for (auto& one : all) {
    auto y = [&](double share) { return top + plot * (1 - std::clamp(share, 0.0, 1.0)); };
    body += fmt::format(R"(<text x="0" y="{:.1f}">{}</text>)", top + plot / 2, escaped(one_line(one.about, 45)));
    body +=
        fmt::format(R"(<line class="full" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>)", left, width - right, y(1));
    std::string points;
    auto every = std::max<std::size_t>(1, one.levels->size() / 300);
    for (std::size_t i = 0; i < one.levels->size(); i += every)
      points += fmt::format("{:.1f},{:.1f} ", x((*one.levels)[i].at), y((*one.levels)[i].share));
    body += fmt::format(R"(<polyline class="seen" points="{}"/>)", points);
    if (one.forecast && one.forecast->full) {
      auto& last = one.levels->back();
      auto per_second = one.forecast->a_day / 86'400;
      auto end = std::min(*one.forecast->full, to);
      body += fmt::format(R"(<line class="ahead" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)", x(last.at),
                          y(last.share), x(end), y(last.share + per_second * (end - last.at)));
      body += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)", x(end) - 4, y(1) + 12,
                          date_of(*one.forecast->full));
    }
    top += strip;
  }
  body += fmt::format(R"(<text x="{}" y="{:.1f}">{}</text><text x="{}" y="{:.1f}" text-anchor="end">{}</text>)", left,
                      top + 8, date_of(from), width - right, top + 8, date_of(to));
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" class="forecast" viewBox="0 0 {} {:.0f}" role="img">)"
      "<style>.forecast text{{font:12px system-ui,sans-serif;fill:#555}}.forecast .full{{stroke:#c33;stroke-width:1}}"
      ".forecast .seen{{fill:none;stroke:#26a;stroke-width:2}}.forecast .ahead{{stroke:#26a;stroke-width:1.5;"
      "stroke-dasharray:4 4}}</style>{}</svg>\n",
      width, top + 20, body);
}

}  // namespace ante::render
