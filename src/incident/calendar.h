// What is to come, so that those who develop and those who operate know of each other: what somebody is going to do and
// when, and the days by which measures are due.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "incident/event.h"

namespace ante::incident {

struct Appointment {
  enum class Kind {
    plan,     // somebody does something from then to then
    measure,  // it is due on that day
    kept      // what a change has put aside may go from then on
  };
  Kind kind = Kind::plan;
  std::int64_t number = 0;          // of its event; of the change whose it is
  double said = 0;                  // when somebody said so
  double from = 0, to = 0;          // seconds since 1970
  std::string says = {}, who = {};  // who: "" where it is not known
  bool called_off = false;
  std::vector<std::int64_t> together_with = {};  // other plans, at the same time
};
std::string_view word(Appointment::Kind kind);

Event planned(const Appointment& plan);
Event called_off(const Appointment& plan, const std::string& why, const std::string& by, double at);
// All that were made, in their order; those called off say so.
std::vector<Appointment> plans(const std::vector<Event>& events);

// What is not over yet, and what is overdue, with others that are known from elsewhere: what is first stands first.
std::vector<Appointment> calendar(const std::vector<Event>& events, std::vector<Appointment> others, double now);

// "18:05" is the next time that it is so late; otherwise as read_moment reads it.
Result<double> read_moment_to_come(const std::string& text, double now);
std::string moment_text(double at);  // 2026-12-03 10:00:00

}  // namespace ante::incident
