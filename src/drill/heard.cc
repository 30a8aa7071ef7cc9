#include "drill/heard.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "incident/incident.h"

namespace ante::drill {
namespace {

using incident::Event;
using State = Stage::State;

constexpr std::size_t longest_words = 200;

bool names_one_of(const Event& event, const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [&](auto& word) { return contains(event.says, word); });
}

// Of a kind, while people were out and had done nothing about it.
std::vector<const Heard*> said(Event::Kind kind, const Pass& pass, const Words& words) {
  std::vector<const Heard*> found;
  for (auto& one : words.heard)
    if (one.event.kind == kind && one.second >= pass.struck.from && one.second < pass.undoing.from)
      found.push_back(&one);
  return found;
}

const Heard* first_seen(const Pass& pass, const Words& words) {
  auto found = said(Event::Kind::seen, pass, words);
  return found.empty() ? nullptr : found.front();
}

const Heard* first_named(const Pass& pass, const Words& words) {
  auto found = said(Event::Kind::suspect, pass, words);
  auto named = std::ranges::find_if(found, [](auto* one) { return incident::names_somebody(one->event); });
  return named == found.end() ? nullptr : *named;
}

std::chrono::seconds since_the_change(const Pass& pass, const Heard& heard) {
  return std::chrono::seconds(heard.second - pass.struck.from);
}

}  // namespace

Stage seen(const Pass& pass, const Words& words) {
  auto alarm = std::ranges::find_if(words.heard, [&](auto& one) {
    return one.event.kind == Event::Kind::seen && one.second >= pass.peace.from && one.second < pass.struck.from;
  });
  if (alarm != words.heard.end())
    return {"seen",
            State::missed,
            "in peace ante watch saw what was not there: " + one_line(alarm->event.says, longest_words),
            {}};
  auto* first = first_seen(pass, words);
  if (!first) {
    auto why = words.trouble.empty() ? "" : ": " + one_line(words.trouble, longest_words);
    return {"seen", State::missed, "ante watch saw nothing" + why, {}};
  }
  auto took = since_the_change(pass, *first);
  return {"seen", State::done,
          fmt::format("ante watch, after {}: {}", human(Millis(took)), one_line(first->event.says, longest_words)),
          took};
}

Stage explained(const Pass& pass, const Words& words, const Description::Goals& goals) {
  auto* named = first_named(pass, words);
  if (!named) return {"explained", State::missed, "ante watch named nobody", {}};
  Stage stage{"explained", State::missed, {}, since_the_change(pass, *named)};
  stage.says =
      fmt::format("ante watch named, after {}: {}", human(stage.took), one_line(named->event.says, longest_words));
  if (goals.cause.empty()) {
    stage.state = State::not_yet;
    stage.says += "; whether that is right drill.toml does not say ([goals] cause)";
    return stage;
  }
  if (!names_one_of(named->event, goals.cause)) {
    stage.says += "; it was " + join(goals.cause, " or ");
    return stage;
  }
  auto cleared = said(Event::Kind::not_it, pass, words);
  std::vector<std::string> blamed;
  for (auto& innocent : goals.innocent)
    if (std::ranges::none_of(cleared, [&](auto* one) {
          return one->event.about == named->event.about && contains(one->event.says, innocent);
        }))
      blamed.push_back(innocent);
  if (!blamed.empty()) {
    stage.says += "; but it does not say that it was not " + join(blamed, ", ");
    return stage;
  }
  stage.state = State::done;
  if (!goals.innocent.empty()) stage.says += "; and not " + join(goals.innocent, ", ");
  return stage;
}

Stage written_up(const Pass& pass, const Words& words) {
  auto *seen = first_seen(pass, words), *named = first_named(pass, words);
  Stage stage{"written up", State::missed, {}, words.written_in};
  auto has = [&](const Heard* one) {
    return one && contains(words.postmortem, fmt::format("[{}]", one->event.number));
  };
  if (words.postmortem.empty()) {
    stage.says = "there is no report: " + one_line(words.trouble, longest_words);
  } else if (!has(seen) || !has(named)) {
    stage.says = "the report does not say what was seen, or what did it";
  } else {
    stage.state = State::done;
    stage.says = fmt::format("ante report, in {}: what was seen, what did it, and what did not", human(stage.took));
  }
  return stage;
}

}  // namespace ante::drill
