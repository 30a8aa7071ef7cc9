// The record of an incident as a text that people go on with: every sentence that states a fact has the number of the
// event that it is from, or the table and the times of the figures; what nobody has looked at is left to be written,
// and says so.
#pragma once

#include <string>

#include "incident/figures.h"

namespace ante::render {

std::string postmortem_markdown(const incident::Incident& incident, const incident::Figures& figures,
                                const std::string& database);
// The same with its picture, as one page that needs nothing from elsewhere.
std::string postmortem_html(const incident::Incident& incident, const incident::Figures& figures,
                            const std::string& database);

// A line for a list: its number, when, for how long, and what it was.
std::string incident_line(const incident::Incident& incident);

}  // namespace ante::render
