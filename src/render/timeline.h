// An incident as a picture: what was changed, what was wrong and for how long, how many were at work and how many stood
// in line, what people said; one above the other, on one clock. The same incident gives the same bytes.
#pragma once

#include <string>
#include <vector>

#include "incident/incident.h"

namespace ante::render {

// What the picture shows: a while before the incident and after it, as far as anything is known of that.
struct Span {
  double from = 0, to = 0;  // seconds since 1970
};
Span span_of(const incident::Incident& incident);

// A picture that stands alone, and may be put into a page as it is.
std::string timeline_svg(const incident::Incident& incident, const std::vector<incident::Pulse>& pulse);

}  // namespace ante::render
