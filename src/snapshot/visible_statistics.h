// Statistics through pg_stats and pg_stats_ext, for a role that may SELECT from tables and no more.
#pragma once

#include "snapshot/reading.h"

namespace ante::snapshot {

Result<void> read_visible_statistics(Reading& reading);
Result<void> read_visible_extended_statistics(Reading& reading);

}  // namespace ante::snapshot
