// What is written in the journal and read from it. Each function is one statement on the caller's connection, within
// the caller's transaction if there is one: a step and its record are one transaction, or none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "ship/plan.h"

namespace ante::ship {

enum class ChangeState { applying, applied, undoing, undone };
// open: a statement outside a transaction was begun, and only the catalog knows what became of it.
enum class StepState { planned, open, done };

struct ChangeRecord {
  std::int64_t id = 0;
  std::string name, content, plan_hash, plan;  // the plan as text
  ChangeState state = ChangeState::applying;
  std::string begun_by, begun_at;
  std::string ended_at = {}, keep_until = {}, override_reason = {};  // "" where there is none
};

struct StepRecord {
  int number = 0;
  std::string title;
  StepState state = StepState::planned;
  std::string since, error;
};

struct EventRecord {
  std::string at;
  std::optional<int> step;
  std::string what, detail;
};

const char* word(ChangeState state);
const char* word(StepState state);

Result<std::optional<ChangeRecord>> latest_change(pg::Connection& connection);
// The one before that is still applied: what is undone after the latest.
Result<std::optional<ChangeRecord>> latest_that_stands(pg::Connection& connection);
Result<std::vector<StepRecord>> steps_of(pg::Connection& connection, std::int64_t change);
Result<std::vector<EventRecord>> events_of(pg::Connection& connection, std::int64_t change);

struct NewChange {
  const Plan& plan;
  std::string plan_text, override_reason;
};
Result<std::int64_t> add_change(pg::Connection& connection, const NewChange& change);
Result<void> set_state(pg::Connection& connection, std::int64_t change, ChangeState state);
// When it is finished, until when what it put aside is kept.
Result<void> keep_for(pg::Connection& connection, std::int64_t change, Millis kept);
// Locks the step's row; an error where it is in no state of these, since somebody else has been at it.
Result<void> expect(pg::Connection& connection, std::int64_t change, int step, const std::vector<StepState>& states);
Result<void> set_state(pg::Connection& connection, std::int64_t change, int step, StepState state,
                       std::string_view error = {});
Result<void> add_event(pg::Connection& connection, std::int64_t change, std::optional<int> step, std::string_view what,
                       std::string_view detail, std::int64_t token);

}  // namespace ante::ship
