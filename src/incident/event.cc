#include "incident/event.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ante::incident {
namespace {

constexpr std::array<std::pair<Event::Kind, std::string_view>, 10> words{{{Event::Kind::change, "change"},
                                                                          {Event::Kind::seen, "seen"},
                                                                          {Event::Kind::over, "over"},
                                                                          {Event::Kind::suspect, "suspect"},
                                                                          {Event::Kind::not_it, "not it"},
                                                                          {Event::Kind::gap, "gap"},
                                                                          {Event::Kind::warning, "warning"},
                                                                          {Event::Kind::note, "note"},
                                                                          {Event::Kind::measure, "measure"},
                                                                          {Event::Kind::plan, "plan"}}};

}  // namespace

std::string_view word(Event::Kind kind) {
  return std::ranges::find(words, kind, &std::pair<Event::Kind, std::string_view>::first)->second;
}

std::optional<Event::Kind> event_kind(std::string_view word) {
  auto found = std::ranges::find(words, word, &std::pair<Event::Kind, std::string_view>::second);
  if (found == words.end()) return std::nullopt;
  return found->first;
}

}  // namespace ante::incident
