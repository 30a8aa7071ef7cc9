#include "render/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using incident::Measure;

constexpr std::size_t longest_measure = 400, beneath_a_measure = 8;

Tone tone_of_measure(const Measure& measure, bool is_overdue) {
  if (is_overdue) return Tone::bad;
  if (measure.state == Measure::State::open) return Tone::strong;
  return measure.state == Measure::State::done ? Tone::good : Tone::faint;
}

std::string state_with_its_event(const Measure& measure) {
  if (!measure.decided_by) return std::string(word(measure.state));
  return fmt::format("{}: {} [{}]", word(measure.state), one_line(measure.because, longest_measure),
                     *measure.decided_by);
}

// Why it is open, or by what it is not any more.
std::string why_so(const ListedMeasure& one) {
  if (one.measure.state == Measure::State::open && !one.found.empty()) return "open: " + one.found;
  return state_with_its_event(one.measure);
}

}  // namespace

std::string measures_text(std::vector<ListedMeasure> listed, double now, const Look& look) {
  std::ranges::stable_sort(listed, {}, [](auto& one) {
    bool is_open = one.measure.state == Measure::State::open;
    return std::pair(!is_open, is_open ? one.measure.due : 0);
  });
  std::string text;
  for (auto& one : listed) {
    auto& measure = one.measure;
    bool is_overdue = measure.is_overdue(now);
    text += in_lines(look, readable(fmt::format("[{}] {}", measure.number, one_line(measure.says, longest_measure))), 0,
                     tone_of_measure(measure, is_overdue));
    auto whose =
        fmt::format("{}, by {}{}{}", measure.owner, incident::day_of(measure.due), is_overdue ? ": overdue" : "",
                    one.incident > 0 ? fmt::format("; incident {}", one.incident) : "");
    text += in_lines(look, readable(one_line(whose, longest_measure)), beneath_a_measure,
                     is_overdue ? Tone::bad : Tone::plain);
    text += in_lines(look, readable(one_line(measure.check, longest_measure)), beneath_a_measure, Tone::faint);
    text += in_lines(look, readable(one_line(why_so(one), longest_measure)), beneath_a_measure);
  }
  return text;
}

std::vector<std::vector<std::string>> measure_rows(const std::vector<Measure>& measures) {
  if (measures.empty()) return {};
  std::vector<std::vector<std::string>> rows{{"what", "owner", "by", "it is done when", "state"}};
  for (auto& measure : measures)
    rows.push_back({fmt::format("{} [{}]", one_line(measure.says, longest_measure), measure.number),
                    one_line(measure.owner, longest_measure), incident::day_of(measure.due),
                    one_line(measure.check, longest_measure), state_with_its_event(measure)});
  return rows;
}

}  // namespace ante::render
