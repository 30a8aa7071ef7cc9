// What a lock stops, asked of the server at hand: one session holds the mode, another tries what readers and writers
// do.
#pragma once

#include <vector>

#include "change/effects.h"
#include "pg/connection.h"

namespace ante::twin {

Result<void> ask_what_they_stop(const pg::Target& server, const std::vector<change::Lock*>& locks);

}  // namespace ante::twin
