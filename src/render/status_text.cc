#include "render/status_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using ship::ChangeState;
using ship::StepState;

std::string what_can_be_done(const ship::Status& status) {
  switch (status.change->state) {
    case ChangeState::applying:
      return "ante apply, with the same plan, goes on; ante undo takes it back";
    case ChangeState::applied:
      return "ante undo takes it back";
    case ChangeState::undoing:
      return "ante undo goes on; ante apply, with the same plan, goes forward again";
    case ChangeState::undone:
      return "ante apply, with the same plan, does it again";
  }
  return "";
}

std::string kept(const ship::Status& status) {
  auto& until = status.change->keep_until;
  if (until.empty()) return "";
  auto bytes = status.kept ? status.kept->bytes : Bytes{};
  auto takes = bytes.count > 0 ? fmt::format(", and takes {}", human(bytes)) : "";
  if (!status.kept || !status.kept->over)
    return fmt::format("what was put aside is kept until {} UTC{}\n", until, takes);
  return fmt::format(
      "what was put aside was to be kept until {} UTC, and is there still{}; ante apply --drop-kept drops it\n", until,
      takes);
}

std::string stands_at(const ship::Position& position) {
  auto text = fmt::format("      so far {} of some {} rows, {} changed; the last batch {} UTC\n", position.walked,
                          std::max(position.walked, position.total), position.changed, position.since);
  if (position.paused) text += "      paused: UPDATE ante.backfill SET paused = false lets it go on\n";
  return text;
}

}  // namespace

std::string status_text(const ship::Status& status) {
  if (!status.has_journal) return "Nothing was shipped here: the database has no journal.\n";
  if (!status.change) return "Nothing was shipped here: the journal is empty.\n";
  auto& change = *status.change;
  auto count = [&](StepState state) {
    return std::ranges::count_if(status.steps, [&](auto& step) { return step.record.state == state; });
  };
  auto text = fmt::format("change {} ({}): {}, {} of {} done\n", change.id, readable(change.name), word(change.state),
                          count(StepState::done), counted(static_cast<long>(status.steps.size()), "step"));
  text += fmt::format("begun {} UTC by {}\n", change.begun_at, readable(change.begun_by));
  if (!change.override_reason.empty()) text += fmt::format("overridden: {}\n", readable(change.override_reason));
  if (!status.runner.empty())
    text += status.runner_has_ended
                ? fmt::format("nobody is at it: {} ended before its time\n", readable(status.runner))
                : fmt::format("at it now: {}, its lease until {} UTC\n", readable(status.runner), status.runner_until);
  text += kept(status);
  text += what_can_be_done(status) + "\n\n";
  for (auto& [record, from, loses, position] : status.steps) {
    text += fmt::format("{:>4}  {:<8} {}  {}{}\n", record.number, word(record.state), record.since,
                        readable(one_line(record.title, 100)), from.empty() ? "" : "  " + readable(from));
    if (position) text += stands_at(*position);
    if (!record.error.empty()) text += fmt::format("      failed: {}\n", readable(record.error));
    if (!loses.empty() && record.state != StepState::planned)
      text += fmt::format("      does not come back: {}\n", readable(one_line(loses, 300)));
  }
  return text;
}

std::string status_json(const ship::Status& status) {
  nlohmann::ordered_json json{{"format", 1}, {"journal", status.has_journal}};
  if (status.change) {
    auto& change = *status.change;
    json["change"] = {{"id", change.id},
                      {"name", change.name},
                      {"state", word(change.state)},
                      {"plan", change.plan_hash},
                      {"begun_at", change.begun_at},
                      {"begun_by", change.begun_by},
                      {"ended_at", change.ended_at},
                      {"keep_until", change.keep_until},
                      {"kept_bytes", status.kept ? nlohmann::ordered_json(status.kept->bytes.count) : nullptr},
                      {"override", change.override_reason}};
    json["runner"] = {{"shown", status.runner}, {"until", status.runner_until}, {"ended", status.runner_has_ended}};
    json["steps"] = nlohmann::ordered_json::array();
    for (auto& [record, from, loses, position] : status.steps) {
      json["steps"].push_back({{"number", record.number},
                               {"title", record.title},
                               {"state", word(record.state)},
                               {"since", record.since},
                               {"error", record.error},
                               {"from", from},
                               {"loses", loses}});
      if (position)
        json["steps"].back()["batches"] = {{"walked", position->walked},
                                           {"total", position->total},
                                           {"changed", position->changed},
                                           {"since", position->since},
                                           {"paused", position->paused}};
    }
    json["events"] = nlohmann::ordered_json::array();
    for (auto& event : status.events)
      json["events"].push_back({{"at", event.at},
                                {"step", event.step ? nlohmann::ordered_json(*event.step) : nullptr},
                                {"what", event.what},
                                {"detail", event.detail}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ante::render
