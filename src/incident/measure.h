// What is to be done so that what was wrong does not come again: whose it is, until when, and a check by which a
// machine sees that it is done. It is made of events alone: one by which it is proposed, and one for each time that it
// turned out to be done, or not to be any more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "incident/event.h"

namespace ante::incident {

// A fact that can be looked at.
struct Check {
  enum class Kind { index, unique, constraint, gate, drill, sql, command };
  Kind kind = Kind::command;
  // A table as SQL writes it; a finding or a figure of ante.toml; a drill; a query; a command line.
  std::string of;
  // Columns, or the constraint, as the server spells them; what a gate is to be.
  std::vector<std::string> parts = {};
};
// "index public.bill(buyer)", "unique public.bill(buyer, day)", "constraint public.bill bill_buyer_fkey",
// "gate plan-worse=block", "drill tickets", "sql SELECT …", "command ./is-it-so".
Result<Check> read_check(std::string_view text);

struct Measure {
  // done: its check holds. ended, dropped: by hand, because somebody says so; no check is looked at any more.
  enum class State { open, done, ended, dropped };
  std::int64_t number = 0;  // of the event by which it was proposed
  double at = 0;            // when that was
  std::string says = {}, owner = {};
  double due = 0;                             // the beginning of its last day, UTC
  std::string check = {};                     // as it was written
  std::optional<std::int64_t> incident = {};  // the event with which the incident began that it is about
  State state = State::open;
  std::optional<std::int64_t> decided_by = {};  // the last event that says so
  std::string because = {};                     // what it says

  bool is_overdue(double now) const;
};
std::string_view word(Measure::State state);

// In the order in which they were proposed.
std::vector<Measure> measures(const std::vector<Event>& events);

// What a look found.
struct Answer {
  std::optional<bool> holds = {};  // nothing: it was not looked at
  std::string says;                // what there is, or is not; or why nobody looked
};

Event proposed(const Measure& measure, const std::string& by);
// What a look makes of it; nothing where it is as it was.
std::optional<Event> after_a_look(const Measure& measure, const Answer& answer, double at);
// ended or dropped.
Event by_hand(const Measure& measure, Measure::State state, const std::string& why, const std::string& by, double at);

// Of an event: what is shown after these words, of its first line that begins so; "" where none does.
std::string shown_after(const Event& event, std::string_view words);
std::string day_of(double at);  // 2026-12-15
// The beginning of that day.
Result<double> read_day(const std::string& text);

}  // namespace ante::incident
