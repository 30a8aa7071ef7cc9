#include "render/drill_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/text.h"
#include "render/load_text.h"

namespace ante::render {
namespace {

using drill::Pass;
using drill::Phase;
using drill::Stage;

// A bar a second: how long the 99th of a hundred people waited, from a millisecond to ten seconds.
std::string picture(const Pass& pass, const Look& look) {
  static constexpr const char* bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string picture;
  for (auto& second : pass.seconds) {
    double millis = static_cast<double>(second.p99.count()) / 1e3;
    auto height = std::clamp(std::log10(std::max(millis, 1.0)) / 4 * 8, 0.0, 7.0);
    bool hurts = second.failed * 20 > second.tried;
    picture += look.in(hurts ? Tone::bad : Tone::plain, bars[static_cast<int>(height)]);
  }
  return picture;
}

std::string line_of(std::string_view name, const Phase& phase) {
  if (phase.to <= phase.from) return {};
  auto& met = phase.met;
  return fmt::format("  {:<12} {:>4} s {:>9} {:>9} {:>8.1f} % {:>9} {:>9} {:>7.0f} %\n", name, phase.to - phase.from,
                     met.tried(), met.failed, phase.users.share() * 100, shown(met.latency.percentile(50)),
                     shown(met.latency.percentile(99)), phase.processor * 100);
}

std::string told(std::string_view title, const Pass& pass, const Look& look) {
  std::string text = look.in(Tone::strong, title) + "\n";
  text += fmt::format("  {:<12} {:>6} {:>9} {:>9} {:>10} {:>9} {:>9} {:>9}\n", "", "", "actions", "failed", "affected",
                      "p50", "p99", "processor");
  text += line_of("peace", pass.peace) + line_of("the change", pass.struck);
  if (pass.beside) text += line_of("beside it", pass.beside->phase);
  text +=
      line_of("the hotfix", pass.hurried) + line_of("undoing it", pass.undoing) + line_of("afterwards", pass.recovered);
  text += fmt::format("  {}\n", picture(pass, look));
  text += fmt::format("  the change took {}{}\n", human(pass.change.took),
                      pass.change.failed.empty() ? "" : " and failed: " + one_line(pass.change.failed, 200));
  if (pass.beside) text += fmt::format("  beside it there was {}: {}\n", pass.beside->words, pass.beside->felt.says);
  if (!pass.hotfix.empty()) text += "  the hotfix did not start: " + one_line(pass.hotfix, 200) + "\n";
  if (pass.undo.took.count() > 0)
    text += fmt::format("  to undo it took {}{}\n", human(pass.undo.took),
                        pass.undo.failed.empty() ? "" : " and failed: " + one_line(pass.undo.failed, 200));
  std::map<std::string, std::int64_t> errors = pass.struck.met.errors;
  std::vector<std::string> shown_errors;
  for (auto& [error, times] : errors) shown_errors.push_back(fmt::format("{} × {}", times, error));
  if (!shown_errors.empty()) text += "  what failed: " + join(shown_errors, ", ") + "\n";
  for (auto& endpoint : pass.endpoints)
    if (endpoint.struck.failed > 0)
      text += fmt::format("  {:>7} of {:<7} {}: {}\n", endpoint.struck.failed, endpoint.struck.tried(), endpoint.name,
                          endpoint.fails);
  text += fmt::format("  the traffic took {:.0f} % of a processor at most{}\n", pass.own.busiest * 100,
                      pass.own.bottleneck() ? ", and was itself the bottleneck" : "");
  return text + "\n";
}

}  // namespace

std::string text(const drill::Practice& practice, const Look& look) {
  auto& drill = practice.drill;
  std::string text = look.in(Tone::strong, fmt::format("{}: {}", drill.name, drill.title)) + "\n";
  text += wrapped("as it was: " + drill.told, look.width, 2) + "\n";
  text += wrapped("here: " + practice.server, look.width, 2) + "\n\n";
  if (practice.then) text += told("the change as it struck", *practice.then, look);
  if (practice.now) text += told("the good change in its place", *practice.now, look);
  for (auto& [by, pass] : practice.taken_back) text += told("the change as it struck, taken back by " + by, pass, look);
  if (!practice.lasted.empty())
    text += fmt::format("  {:<26} {:<14} {:<20} {}\n", "", "in its life", "in this drill", "with antemortem");
  for (auto& lasted : practice.lasted)
    text += fmt::format("  {:<26} {:<14} {:<20} {}\n", lasted.what, lasted.then, lasted.in_this_drill,
                        lasted.with_antemortem);
  if (!practice.lasted.empty()) text += "\n";
  for (auto& goal : practice.goals)
    text += fmt::format("  {} {}: {}\n", goal.met ? look.in(Tone::good, "✓") : look.in(Tone::bad, "✗"), goal.what,
                        goal.measured);
  text += "\n";
  for (auto& stage : practice.stages) {
    auto state = stage.state == Stage::State::done     ? look.in(Tone::good, "✓")
                 : stage.state == Stage::State::missed ? look.in(Tone::bad, "✗")
                                                       : look.in(Tone::doubtful, "not yet");
    text += fmt::format("  {} {}: {}\n", state, stage.name, stage.says);
  }
  if (auto story = drill.folder / "story.md"; std::filesystem::exists(story))
    text += fmt::format("\n  the story: {}\n", story.string());
  return text;
}

std::string row(const drill::Practice& practice, const Look& look) {
  auto met = std::ranges::count_if(practice.goals, &drill::Goal::met);
  auto text = fmt::format("{:<10} ", practice.drill.name);
  if (practice.then && practice.now)
    text += fmt::format("{:>5.1f} % affected as it was, {:>5.1f} % with the good change; ",
                        practice.then->struck.users.share() * 100, practice.now->struck.users.share() * 100);
  text += fmt::format("{} of {} goals;", met, practice.goals.size());
  for (auto& stage : practice.stages)
    text += fmt::format(" {} {}", stage.name,
                        stage.state == Stage::State::done     ? look.in(Tone::good, "✓")
                        : stage.state == Stage::State::missed ? look.in(Tone::bad, "✗")
                                                              : look.in(Tone::doubtful, "not yet"));
  return text + "\n";
}

}  // namespace ante::render
