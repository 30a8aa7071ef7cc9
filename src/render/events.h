// What a watcher has to say, event by event.
#pragma once

#include <string>

#include "incident/event.h"
#include "render/look.h"

namespace ante::render {

// A line with its time (UTC) and its kind, and what it is shown by beneath it.
std::string text(const incident::Event& event, const Look& look);
// One line of JSON.
std::string json_line(const incident::Event& event);

}  // namespace ante::render
