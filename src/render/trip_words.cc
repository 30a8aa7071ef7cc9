#include "render/trip_words.h"

#include <fmt/format.h>

#include "base/text.h"
#include "render/words.h"

namespace ante::render {

using rehearse::Clock;

std::vector<Said> what_it_leads_to(const rehearse::ReturnTrip& trip,
                                   const std::vector<rehearse::StatementOutcome>& statements) {
  std::vector<Said> lines;
  if (!trip.has_back) lines.push_back({"no way back was written", Tone::faint});
  if (trip.error)
    lines.push_back({fmt::format("fails at {}:{}: {}", trip.failed_at.file, trip.failed_at.line, trip.error->what),
                     trip.stopped ? Tone::doubtful : Tone::bad});
  for (auto& left : trip.left) lines.push_back({"there and back again: " + left, Tone::doubtful});
  for (auto& lost : trip.lost) lines.push_back({"other values than before: " + lost, Tone::doubtful});
  for (auto& query : trip.broken)
    lines.push_back(
        {fmt::format("there and back again fails: {} [{}]", one_line(query.text, 160), query.error), Tone::bad});
  for (auto& stop : trip.stops) {
    if (stop.again.empty() && stop.back.empty()) continue;
    auto& step = statements.at(stop.statement).step;
    auto place = fmt::format("stopped after {}:{} it", step.file, step.line);
    if (!stop.again.empty())
      lines.push_back({fmt::format("{} does not run again: {}", place, stop.again), Tone::doubtful});
    if (!stop.back.empty()) lines.push_back({fmt::format("{} does not go back: {}", place, stop.back), Tone::doubtful});
  }
  if (lines.empty()) lines.push_back({"leads back to where it began", Tone::good});
  return lines;
}

std::string what_ticks(const Clock& clock) {
  auto far = [&](std::string_view of) {
    return fmt::format("{}: {:.0f} % of {} {}", clock.object, 100 * clock.reached / clock.end, human_count(clock.end),
                       of);
  };
  switch (clock.what) {
    case Clock::What::key_runs_out:
      return far("values of " + clock.type + " used");
    case Clock::What::key_too_narrow:
      return fmt::format("{}: {}, points to {}", clock.object, clock.type, clock.other);
    case Clock::What::sequence_behind:
      return fmt::format("{}: its sequence {} is behind it", clock.object, clock.other);
    case Clock::What::age:
      return far("ids until the server stops to write");
    case Clock::What::invalid_index:
      return fmt::format("{}: INVALID", clock.object);
    case Clock::What::key_without_index:
      return fmt::format("{}: no index for it ({} rows)", clock.object, human_count(clock.rows));
  }
  return clock.object;
}

}  // namespace ante::render
