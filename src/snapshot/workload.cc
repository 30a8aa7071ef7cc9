#include "snapshot/workload.h"

namespace ante::snapshot {
Result<void> read_workload(Reading&) { return {}; }
}  // namespace ante::snapshot
