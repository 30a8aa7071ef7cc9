#include "ship/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ship/undo_script.h"

namespace ante::ship {
namespace {

constexpr std::array change_words{"applying", "applied", "undoing", "undone"};
constexpr std::array step_words{"planned", "open", "done"};

// The database's answers are strangers' too: a word that nobody here wrote is an error, not a guess.
template <class State, class Words>
Result<State> state_of(std::string_view word, const Words& words) {
  auto found = std::ranges::find(words, word);
  if (found != words.end()) return static_cast<State>(found - words.begin());
  return undecided(fmt::format("the journal knows a state '{}', which this ante does not", one_line(word, 40)),
                   "somebody has changed schema ante; nothing was done");
}

std::string text_of(std::string_view column) {
  return fmt::format("pg_catalog.to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')", column);
}

Result<std::optional<ChangeRecord>> one_change(pg::Connection& connection, std::string_view where) {
  auto rows = TRY(connection.query(fmt::format(
      "SELECT id, name, plan_hash, plan, state, begun_by, {}, {}, {}, override_reason, content FROM ante.change {} "
      "ORDER BY id DESC LIMIT 1",
      text_of("begun_at"), text_of("ended_at"), text_of("keep_until"), where)));
  if (rows.size() == 0) return std::nullopt;
  auto state = TRY(state_of<ChangeState>(rows.text(0, 4), change_words));
  ChangeRecord record{.id = rows.integer(0, 0),
                      .name = std::string(rows.text(0, 1)),
                      .content = std::string(rows.text(0, 10)),
                      .plan_hash = std::string(rows.text(0, 2)),
                      .plan = std::string(rows.text(0, 3)),
                      .state = state,
                      .begun_by = std::string(rows.text(0, 5)),
                      .begun_at = std::string(rows.text(0, 6)),
                      .ended_at = std::string(rows.text(0, 7)),
                      .keep_until = std::string(rows.text(0, 8)),
                      .override_reason = std::string(rows.text(0, 9))};
  return record;
}

}  // namespace

const char* word(ChangeState state) { return change_words[static_cast<std::size_t>(state)]; }
const char* word(StepState state) { return step_words[static_cast<std::size_t>(state)]; }

Result<std::optional<ChangeRecord>> latest_change(pg::Connection& connection) { return one_change(connection, ""); }

Result<std::optional<ChangeRecord>> latest_that_stands(pg::Connection& connection) {
  return one_change(connection, "WHERE state <> 'undone'");
}

Result<std::vector<StepRecord>> steps_of(pg::Connection& connection, std::int64_t change) {
  auto rows = TRY(connection.query(
      fmt::format("SELECT number, title, state, {}, error FROM ante.step WHERE change = $1 ORDER BY number",
                  text_of("since")),
      {std::to_string(change)}));
  std::vector<StepRecord> steps;
  for (int row = 0; row < rows.size(); ++row)
    steps.push_back({static_cast<int>(rows.integer(row, 0)), std::string(rows.text(row, 1)),
                     TRY(state_of<StepState>(rows.text(row, 2), step_words)), std::string(rows.text(row, 3)),
                     std::string(rows.text(row, 4))});
  return steps;
}

Result<std::vector<EventRecord>> events_of(pg::Connection& connection, std::int64_t change) {
  auto rows = TRY(connection.query(
      fmt::format("SELECT {}, step, what, detail FROM ante.event WHERE change = $1 ORDER BY id", text_of("at")),
      {std::to_string(change)}));
  std::vector<EventRecord> events;
  for (int row = 0; row < rows.size(); ++row)
    events.push_back({std::string(rows.text(row, 0)),
                      rows.null(row, 1) ? std::nullopt : std::optional(static_cast<int>(rows.integer(row, 1))),
                      std::string(rows.text(row, 2)), std::string(rows.text(row, 3))});
  return events;
}

Result<std::int64_t> add_change(pg::Connection& connection, const NewChange& change) {
  auto& plan = change.plan;
  pg::Value reason;
  if (!change.override_reason.empty()) reason = change.override_reason;
  auto id = TRY(connection.scalar(
      "INSERT INTO ante.change (name, content, plan_hash, plan, undo_sql, state, verdict, override_reason) "
      "VALUES ($1, $2, $3, $4, '', 'applying', $5, $6) RETURNING id",
      {plan.name, plan.content, hash_of(plan), change.plan_text, plan.verdict, reason}));
  TRY(connection.query("UPDATE ante.change SET undo_sql = $2 WHERE id = $1", {id, undo_script(plan, std::stoll(id))}));
  int number = 0;
  for (auto& step : plan.steps)
    TRY(connection.query("INSERT INTO ante.step (change, number, title) VALUES ($1, $2, $3)",
                         {id, std::to_string(++number), step.title}));
  return std::stoll(id);
}

Result<void> set_state(pg::Connection& connection, std::int64_t change, ChangeState state) {
  bool ended = state == ChangeState::applied || state == ChangeState::undone;
  TRY(connection.query(
      "UPDATE ante.change SET state = $2, ended_at = CASE WHEN $3 THEN pg_catalog.clock_timestamp() END, "
      "keep_until = NULL WHERE id = $1",
      {std::to_string(change), word(state), ended ? "true" : "false"}));
  return {};
}

Result<void> keep_for(pg::Connection& connection, std::int64_t change, Millis kept) {
  TRY(connection.query(
      "UPDATE ante.change SET keep_until = pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => $2) "
      "WHERE id = $1",
      {std::to_string(change), fmt::format("{:.3f}", std::chrono::duration<double>(kept).count())}));
  return {};
}

Result<void> expect(pg::Connection& connection, std::int64_t change, int step, const std::vector<StepState>& states) {
  auto rows = TRY(connection.query("SELECT state FROM ante.step WHERE change = $1 AND number = $2 FOR UPDATE",
                                   {std::to_string(change), std::to_string(step)}));
  if (rows.size() == 1) {
    auto state = TRY(state_of<StepState>(rows.text(0, 0), step_words));
    if (std::ranges::find(states, state) != states.end()) return {};
  }
  return undecided(fmt::format("step {} is not as the journal had it a moment ago ({})", step,
                               rows.size() == 1 ? rows.text(0, 0) : "gone"),
                   "somebody else is at it: ante status says who; nothing was done");
}

Result<void> set_state(pg::Connection& connection, std::int64_t change, int step, StepState state,
                       std::string_view error) {
  pg::Value said;
  if (!error.empty()) said = std::string(error);
  TRY(
      connection.query("UPDATE ante.step SET state = $3, error = $4, since = pg_catalog.clock_timestamp() "
                       "WHERE change = $1 AND number = $2",
                       {std::to_string(change), std::to_string(step), word(state), said}));
  return {};
}

Result<void> add_event(pg::Connection& connection, std::int64_t change, std::optional<int> step, std::string_view what,
                       std::string_view detail, std::int64_t token) {
  pg::Value number, said;
  if (step) number = std::to_string(*step);
  if (!detail.empty()) said = std::string(detail);
  TRY(connection.query("INSERT INTO ante.event (change, step, what, detail, token) VALUES ($1, $2, $3, $4, $5)",
                       {std::to_string(change), number, std::string(what), said, std::to_string(token)}));
  return {};
}

}  // namespace ante::ship
