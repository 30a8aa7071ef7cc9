// What the watcher makes of the server's log.
#include <fmt/format.h>

#include "base/text.h"
#include "base/units.h"
#include "watch/watcher.h"

namespace ante::watch {
namespace {

constexpr double skipped_again_after = 600;  // seconds
constexpr std::size_t failing_shown = 3, failing_kept = 10, turned_kept = 1'000;

}  // namespace

Watcher::Events Watcher::see(const LogLines& lines) {
  Events events;
  if (lines.skipped > 0 && lines.to - skipped_said_at_ > skipped_again_after) {
    skipped_said_at_ = lines.to;
    events.push_back({.at = lines.to,
                      .kind = incident::Event::Kind::gap,
                      .about = "gap",
                      .says = fmt::format("{} of the server's log were not read: more is written than is read of it",
                                          human(Bytes{lines.skipped}))});
  }
  look_at_plans(lines, events);
  look_at_errors(lines, events);
  return events;
}

void Watcher::look_at_errors(const LogLines& lines, Events& events) {
  auto about_of = [](const std::string& what) { return "errors " + what; };
  auto seen = errors_.see(lines);
  for (auto& what : seen.over) close(about_of(what), "no more errors of this kind than usual", lines.to, events);
  for (auto& what : seen.usual_now)
    close(about_of(what), "it has gone on for so long that it is taken for usual", lines.to, events);
  for (auto& begun : seen.begun) {
    auto about = about_of(begun.what);
    Trouble trouble{.about = about, .from = begun.from, .to = begun.to, .fails = true};
    trouble.lacks_a_right = begun.what == "42501";
    std::vector<std::string> whose;
    for (auto& [shape, count] : begun.by_shape) {
      if (trouble.shapes.size() < failing_kept) trouble.shapes.insert(shape);
      if (whose.size() < failing_shown) whose.push_back(fmt::format("{} of them in {}", count, quoted(shape)));
    }
    trouble.how = join(whose, ", ");
    auto usual = begun.usual > 0 ? fmt::format("{:.0f} are usual", begun.usual) : "none is usual";
    open(about,
         fmt::format("{}: {} in {:.0f} s, where {}", error_in_words(begun.what), counted(begun.count, "error"),
                     begun.seconds, usual),
         whose, lines.to, begun.from, events);
    doubts_[about] = {std::move(trouble), 0};
  }
  if (!seen.begun.empty()) look_for_causes(lines.to, events);
}

// That a plan turned is what a change did, and none itself; it stands beside the changes, and in the evidence.
void Watcher::look_at_plans(const LogLines& lines, Events& events) {
  for (auto& turn : plan_turns_.see(lines)) {
    auto how = fmt::format("the plan of {} turned: {} → {}", quoted(turn.shape), turn.was, turn.is);
    auto times = fmt::format("{:.1f} ms a call, {:.1f} before, by auto_explain", turn.now_ms, turn.before_ms);
    if (turned_.size() >= turned_kept) turned_.clear();
    turned_[turn.shape] = {lines.to, fmt::format("{}; {}", how, times)};
    events.push_back(
        {.at = lines.to, .kind = incident::Event::Kind::change, .about = "change", .says = how, .shown = {times}});
  }
}

}  // namespace ante::watch
