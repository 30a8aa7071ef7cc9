// What an incident did to those who use the database, in sentences. Each has what it is from in brackets: a table of
// the history, and the times of its rows.
#pragma once

#include <string>
#include <vector>

#include "incident/figures.h"

namespace ante::render {

struct Impact {
  std::vector<std::string> sentences;
  // A query that was struck: its calls, in as long a time before, ms a call, before, its text.
  std::vector<std::vector<std::string>> queries;
  std::vector<std::string> not_known;  // what could not be said, and why
};
Impact impact_of(const incident::Incident& incident, const incident::Figures& figures);

std::string in_ms(double ms);  // "0.3 ms", "45 ms", "1.3 s"

}  // namespace ante::render
