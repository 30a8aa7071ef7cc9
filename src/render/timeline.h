// An incident as a picture: what was changed, what was wrong and for how long, what people said, how many were at work
// and how many stood in line, and what became of the queries that were struck most; one above the other, on one clock.
// The same incident gives the same bytes.
#pragma once

#include <string>

#include "incident/figures.h"

namespace ante::render {

// A picture that stands alone, and may be put into a page as it is.
std::string timeline_svg(const incident::Incident& incident, const incident::Figures& figures);

}  // namespace ante::render
