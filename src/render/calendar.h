// What is to come, for people, for programs, and for the calendars that people have.
#pragma once

#include <string>
#include <vector>

#include "incident/calendar.h"
#include "render/look.h"

namespace ante::render {

struct Calendar {
  std::string database;
  double now = 0;
  std::vector<incident::Appointment> appointments = {};  // what is first stands first
};
std::string text(const Calendar& calendar, const Look& look);
std::string json(const Calendar& calendar);
// iCalendar, RFC 5545.
std::string ical(const Calendar& calendar);

}  // namespace ante::render
