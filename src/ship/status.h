// Where the latest change in a database's journal stands, as a plain value.
#pragma once

#include <optional>

#include "ship/journal.h"
#include "ship/kept.h"
#include "ship/position.h"

namespace ante::ship {

struct StepStatus {
  StepRecord record;
  std::string from, loses;
  std::optional<Position> position;  // of one that is in the middle of its batches
};

struct Status {
  bool has_journal = false;
  std::optional<ChangeRecord> change = {};  // the latest
  std::vector<StepStatus> steps = {};
  std::vector<EventRecord> events = {};
  std::string runner = {};        // who is at it; "" where nobody is
  std::string runner_until = {};  // its lease
  bool runner_has_ended = false;  // before its time, as far as can be known on this machine
  // What was put aside, and is there still. None of it where it cannot be known: somebody has locked it.
  std::optional<Kept> kept = {};
};

Result<Status> status_of(const pg::Target& target);
// The plan by which this change was begun there, as text, where it is half-way: it is gone on with by that one. ""
// where it is not.
Result<std::string> plan_half_way(const pg::Target& target, const std::string& content);

}  // namespace ante::ship
